import { Inject, Injectable, Logger, Optional } from '@nestjs/common';
import type { JSONObject } from '@ai-sdk/provider';
import { type Observable, tap } from 'rxjs';
import type { AgentEvent } from '../../agent/agent-event.js';
import { CompletionStore } from '../../storage/completion-store.js';
import { InMemoryCompletionStore } from '../../storage/in-memory/in-memory-completion-store.js';
import { toChatCompletion } from '../chat-completion.mapper.js';
import type { CompletionHead } from '../completion-head.js';
import type { ChatCompletionDto } from '../dto/chat-completion.dto.js';
import type { CreateChatCompletionDto } from '../dto/create-chat-completion.dto.js';

/** Settings of the request that OpenAI tells with a completion that is stored. */
const TOLD_SETTINGS = [
  'temperature',
  'top_p',
  'presence_penalty',
  'frequency_penalty',
  'seed',
  'tools',
  'tool_choice',
  'response_format',
] as const;

const logger = new Logger('ChatCompletions');

/** Keeps completions whose request says `store: true`, once they are whole: within the process where there is no store. */
@Injectable()
export class CompletionRecorder {
  readonly store: CompletionStore;

  constructor(@Optional() @Inject(CompletionStore) store?: CompletionStore) {
    this.store = store ?? new InMemoryCompletionStore();
  }

  /** Keeps a completion. A store that fails is logged: the answer is there, and the client gets it. */
  async record(owner: string, body: CreateChatCompletionDto, completion: ChatCompletionDto): Promise<void> {
    const { id, model } = completion;
    const document = { ...completion, ...toldSettings(body) } as unknown as JSONObject;
    try {
      await this.store.createCompletion(
        owner,
        { id, model, metadata: body.metadata ?? {}, document },
        body.messages,
      );
    } catch (error) {
      logger.error(`The completion ${id} could not be stored`, error instanceof Error ? error.stack : error);
    }
  }

  /**
   * Listens to the runs of a completion that is streamed. What is recorded is kept as soon as the last of them has come
   * to its end, also where the client closes its connection then; a run that fails or is aborted leaves nothing.
   */
  listen(
    owner: string,
    body: CreateChatCompletionDto,
    head: CompletionHead,
    runs: readonly Observable<AgentEvent>[],
  ): RecordedRuns {
    const heard: AgentEvent[][] = runs.map(() => []);
    let running = runs.length;
    let kept: Promise<void> = Promise.resolve();
    const hear = (event: AgentEvent, index: number): void => {
      heard[index]?.push(event);
      if (event.type !== 'run-end') return;
      running -= 1;
      if (running === 0) kept = this.record(owner, body, toChatCompletion(head, heard));
    };
    return {
      runs: runs.map((run, index) =>
        run.pipe(
          tap((event) => {
            hear(event, index);
          }),
        ),
      ),
      kept: () => kept,
    };
  }
}

/** Runs that are listened to. */
export interface RecordedRuns {
  readonly runs: readonly Observable<AgentEvent>[];
  /** Resolves when what there is to keep is kept. */
  readonly kept: () => Promise<void>;
}

function toldSettings(body: CreateChatCompletionDto): Record<string, unknown> {
  const told: Record<string, unknown> = {};
  for (const name of TOLD_SETTINGS) if (body[name] != null) told[name] = body[name];
  if (body.user != null) told['input_user'] = body.user;
  return told;
}
