import { Inject, Injectable } from '@nestjs/common';
import { defer, map, mergeMap, type Observable } from 'rxjs';
import { AgentService } from '../../agent/agent-service.js';
import type { RunContext } from '../../agent/run-context.js';
import { newId } from '../../openai/new-id.js';
import { resolveModel } from '../../openai/resolve-model.js';
import type { CompactConversationDto, CompactedConversationDto } from '../dto/compact.dto.js';
import { secondsSinceEpoch, toUsage } from '../response-head.js';
import { TurnPreparation } from '../turn/turn-preparation.js';
import { CompactionService } from './compaction.service.js';

/** Compacts conversations for clients that keep them by themselves. */
@Injectable()
export class CompactConversationService {
  constructor(
    @Inject(AgentService) private readonly agent: AgentService,
    @Inject(TurnPreparation) private readonly preparation: TurnPreparation,
    @Inject(CompactionService) private readonly compaction: CompactionService,
  ) {}

  /** A compaction, which is not kept. Errors where the request is wrong or the agent fails; unsubscribing aborts. */
  compact(body: CompactConversationDto, context: RunContext): Observable<CompactedConversationDto> {
    return defer(() => this.subjectOf(body, context.owner)).pipe(
      mergeMap((subject) => this.compaction.compact(subject, context)),
      map(({ item, usage }) => ({
        id: newId('resp'),
        object: 'response.compaction',
        created_at: secondsSinceEpoch(),
        output: [item],
        usage: toUsage(usage),
      })),
    );
  }

  private async subjectOf(body: CompactConversationDto, owner: string) {
    const { id: agentId } = resolveModel(body.model, this.agent.listAgents());
    const { items } = await this.preparation.itemsOf(body, owner);
    return { agentId, instructions: body.instructions == null ? [] : [body.instructions], items };
  }
}
