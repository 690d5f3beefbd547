import { Inject, Injectable, Logger } from '@nestjs/common';
import { catchError, from, map, mergeMap, type Observable, of } from 'rxjs';
import { AgentError } from '../../agent/agent-error.js';
import type { AgentRequest } from '../../agent/agent-request.js';
import { AgentService } from '../../agent/agent-service.js';
import type { RunContext } from '../../agent/run-context.js';
import type { Usage } from '../../agent/usage.js';
import type { Item, SilentItem } from '../../openai/items/item.dto.js';
import { newId } from '../../openai/new-id.js';
import { toConversation } from '../conversation.mapper.js';
import { countRequestTokens } from '../count-request-tokens.js';
import type { CompactionItem } from '../output/output-item.js';
import { CompactionSeal } from './compaction-seal.js';
import { divideContext } from './divide-context.js';
import type { ReadItem } from './summary-item.js';

/** A conversation after its compaction. */
export interface Compacted {
  readonly item: CompactionItem;
  /** What the model reads from now on. */
  readonly items: readonly ReadItem[];
  readonly usage: Usage;
}

/** What is compacted, and how. */
export interface CompactionSubject {
  readonly agentId: string;
  /** What matters to the application. */
  readonly instructions: readonly string[];
  readonly items: readonly ReadItem[];
}

const logger = new Logger('Responses');

/** Makes compaction items: the agent summarises what is older, and what is newest stays as it is. */
@Injectable()
export class CompactionService {
  constructor(
    @Inject(AgentService) private readonly agent: AgentService,
    @Inject(CompactionSeal) private readonly seal: CompactionSeal,
  ) {}

  /** Compacts a conversation. Unsubscribing aborts; errors where the agent cannot summarise it. */
  compact(subject: CompactionSubject, context: RunContext): Observable<Compacted> {
    const divided = divideContext(subject.items);
    // A conversation of one turn is all there is to summarise.
    const { older, kept } = divided.older.length === 0 ? { older: subject.items, kept: [] } : divided;
    return this.summarise(subject, older, kept, context);
  }

  /**
   * Compacts the conversation of a turn where it takes more than `threshold` tokens and something is older than the
   * turn; otherwise, and where it cannot be summarised, undefined. Unsubscribing aborts.
   */
  compactIfLong(
    subject: CompactionSubject,
    request: AgentRequest,
    threshold: number,
    context: RunContext,
  ): Observable<Compacted | undefined> {
    return from(countRequestTokens(request)).pipe(
      mergeMap((tokens) => {
        const { older, kept } = divideContext(subject.items);
        if (tokens <= threshold || older.length === 0) return of(undefined);
        return this.summarise(subject, older, kept, context);
      }),
      catchError((error: unknown) => {
        if (AgentError.isInstance(error) && error.kind === 'shutting-down') throw error;
        const reason = error instanceof Error ? error.message : String(error);
        logger.warn(`A conversation was not compacted, and goes on as it is: ${reason}`);
        return of(undefined);
      }),
    );
  }

  private summarise(
    { agentId, instructions }: CompactionSubject,
    older: readonly ReadItem[],
    kept: readonly (Item | SilentItem)[],
    context: RunContext,
  ): Observable<Compacted> {
    const { messages } = toConversation(older);
    const request = { agentId, instructions, messages, hasOwnSteps: true, settings: {} };
    const { owner } = context;
    return this.agent.summarise(request, context).pipe(
      mergeMap(({ text, usage }) =>
        from(this.seal.seal(owner, { summary: text, kept })).pipe(
          map((encryptedContent): Compacted => {
            const id = newId('cmp');
            return {
              item: { type: 'compaction', id, encrypted_content: encryptedContent },
              items: [...older.filter(isInstruction), { type: 'summary', id, text }, ...kept],
              usage,
            };
          }),
        ),
      ),
    );
  }
}

function isInstruction(item: ReadItem): boolean {
  const { role } = item as { readonly role?: unknown };
  return item.type === 'message' && (role === 'system' || role === 'developer');
}
