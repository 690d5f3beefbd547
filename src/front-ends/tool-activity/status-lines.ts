import type { ToolCallEnd, ToolProgress, ToolResultEvent } from '../../agent/agent-event.js';
import { jsonFrame } from '../../openai/event-stream/event-stream.writer.js';
import { RunningCalls } from './running-calls.js';
import { singleLine } from './single-line.js';
import type { StreamHead, ToolActivity, ToolEvent } from './tool-activity.js';
import { type CallWording, wordingOf } from './tool-wording.js';

interface RunningCall extends CallWording {
  readonly startedAt: number;
  /** Progress is told again from this time on. */
  tellAgainAt: number;
  lastProgress: string;
}

const LONGEST_DESCRIPTION = 200;
const LONGEST_PROGRESS = 80;
const SECOND_MS = 1000;
/** The front end keeps every line: the longer a call takes, the less often its progress is told. */
const SHARE_OF_TIME = 0.1;

/**
 * Status lines above the answer, as Open WebUI shows them. The front end hands whatever is under `event` to the user's
 * browser, so nothing from outside gets there but the text of `description`. The last line says `done` whenever nothing
 * runs: otherwise it would shimmer for ever.
 */
export class StatusLines implements ToolActivity {
  private readonly running = new RunningCalls<RunningCall>();
  private readonly head: string;

  constructor(
    { id, created, model }: StreamHead,
    private readonly now: () => number = () => performance.now(),
  ) {
    const fields = JSON.stringify({ id, object: 'chat.completion.chunk', created, model, choices: [] });
    this.head = `${fields.slice(0, -1)},"event":{"type":"status","data":`;
  }

  tell(choice: number, event: ToolEvent): string {
    switch (event.type) {
      case 'tool-call-end':
        return this.begin(choice, event);
      case 'tool-progress':
        return this.progress(choice, event);
      case 'tool-result':
        return this.finish(choice, event);
    }
  }

  end(choice: number): string {
    const left = this.running.endAll(choice).at(-1);
    return left === undefined ? '' : this.line(`Stopped: ${lineOf(left.doing, left.subject)}`);
  }

  private begin(choice: number, { callId, toolName, arguments: text }: ToolCallEnd): string {
    const startedAt = this.now();
    const wording = wordingOf(toolName, text);
    const call = { ...wording, startedAt, tellAgainAt: startedAt + SECOND_MS, lastProgress: '' };
    this.running.begin(choice, callId, call);
    return this.line(lineOf(call.doing, call.subject));
  }

  private progress(choice: number, { callId, message }: ToolProgress): string {
    const call = this.running.find(choice, callId);
    const now = this.now();
    if (call === undefined || now < call.tellAgainAt) return '';
    const progress = singleLine(message, LONGEST_PROGRESS);
    if (progress === '' || progress === call.lastProgress) return '';
    call.lastProgress = progress;
    call.tellAgainAt = now + Math.max(SECOND_MS, (now - call.startedAt) * SHARE_OF_TIME);
    return this.line(`${lineOf(call.doing, call.subject)} – ${progress}`);
  }

  private finish(choice: number, { callId, result, durationMs }: ToolResultEvent): string {
    const call = this.running.end(choice, callId);
    if (call === undefined) return '';
    const what = result.isError === true ? `Failed: ${call.doing}` : call.did;
    const time = durationMs < SECOND_MS ? '' : ` (${Math.round(durationMs / SECOND_MS)} s)`;
    const { size } = this.running;
    return this.line(`${lineOf(what, call.subject)}${time}${size === 0 ? '' : ` · ${size} more running`}`);
  }

  private line(text: string): string {
    const description = singleLine(text, LONGEST_DESCRIPTION);
    const data = JSON.stringify({ description, done: this.running.size === 0 });
    return jsonFrame(`${this.head}${data}}}`);
  }
}

function lineOf(what: string, subject: string): string {
  return subject === '' ? what : `${what}: ${subject}`;
}
