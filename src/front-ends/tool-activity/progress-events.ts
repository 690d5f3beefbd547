import { onOneLine } from '../../openai/event-stream/event-stream.writer.js';
import { RunningCalls } from './running-calls.js';
import { singleLine } from './single-line.js';
import type { ToolActivity, ToolEvent } from './tool-activity.js';
import { wordingOf } from './tool-wording.js';

const EMOJI = '⚙️';
const LONGEST_NAME = 64;
const LONGEST_ID = 256;
const LONGEST_LABEL = 200;

interface RunningCall {
  readonly tool: string;
  readonly toolCallId: string;
}

/**
 * Named events, `hermes.tool.progress`, as hermes-agent's API server sends them: one when a call begins, and one when
 * it has ended. Strict SDKs fail on events with a name, so they are for clients that ask for them. Tools whose names
 * begin with `_` are not told of.
 */
export class ProgressEvents implements ToolActivity {
  private readonly running = new RunningCalls<RunningCall>();

  tell(choice: number, event: ToolEvent): string {
    switch (event.type) {
      case 'tool-call-end':
        return this.begin(choice, event.callId, event.toolName, event.arguments);
      case 'tool-progress':
        return '';
      case 'tool-result':
        return completed(this.running.end(choice, event.callId), event.result.isError === true);
    }
  }

  end(choice: number): string {
    return this.running
      .endAll(choice)
      .map((call) => completed(call, true))
      .join('');
  }

  private begin(choice: number, callId: string, toolName: string, text: string): string {
    if (toolName.startsWith('_')) return '';
    const call = { tool: singleLine(toolName, LONGEST_NAME), toolCallId: singleLine(callId, LONGEST_ID) };
    this.running.begin(choice, callId, call);
    const { doing, subject } = wordingOf(toolName, text);
    const label = singleLine(subject === '' ? doing : `${doing}: ${subject}`, LONGEST_LABEL);
    return frameOf({ ...call, emoji: EMOJI, label, status: 'running' });
  }
}

function completed(call: RunningCall | undefined, isError: boolean): string {
  return call === undefined ? '' : frameOf({ ...call, status: 'completed', ...(isError && { error: true }) });
}

function frameOf(progress: object): string {
  return `event: hermes.tool.progress\ndata: ${onOneLine(JSON.stringify(progress))}\n\n`;
}
