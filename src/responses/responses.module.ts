import { Module } from '@nestjs/common';
import { AgentService } from '../agent/agent-service.js';
import { BackgroundTasks } from '../front-ends/tasks/background-tasks.js';
import { IdempotentReplies } from '../idempotency/idempotent-replies.js';
import { InProcessTurnLocks, TurnLocks } from '../coordination/turn-locks.js';
import { CompactConversationService } from './compaction/compact-conversation.service.js';
import { CompactionSeal } from './compaction/compaction-seal.js';
import { CompactionService } from './compaction/compaction.service.js';
import { ContextReader } from './compaction/context-reader.js';
import { ResponsesController } from './responses.controller.js';
import { ConfigurableResponsesModule, RESPONSES_OPTIONS } from './responses.module-definition.js';
import type { ResponsesModuleOptions } from './responses-module.options.js';
import { ResponsesService } from './responses.service.js';
import { InterruptedResponses } from './runs/interrupted-responses.js';
import { ResponseRuns } from './runs/response-runs.js';
import { RunJournal } from './runs/run-journal.js';
import { ResponseSocketsController } from './sockets/response-sockets.controller.js';
import { ResponseSockets } from './sockets/response-sockets.js';
import { StoredResponsesController } from './stored/stored-responses.controller.js';
import { StoredResponsesService } from './stored/stored-responses.service.js';
import { TurnOrigins } from './turn/turn-origins.js';
import { TurnPreparation } from './turn/turn-preparation.js';

/**
 * `POST /v1/responses` and what belongs to it. Needs modules, given as `using`, that export `AgentService`,
 * `Authenticator` and `ResponseStore`.
 *
 * @publicApi
 */
@Module({
  controllers: [ResponsesController, ResponseSocketsController, StoredResponsesController],
  providers: [
    ResponsesService,
    IdempotentReplies,
    {
      provide: BackgroundTasks,
      inject: [AgentService, RESPONSES_OPTIONS],
      useFactory: (agent: AgentService, { backgroundTasks }: ResponsesModuleOptions) =>
        new BackgroundTasks(agent, backgroundTasks ?? true),
    },
    StoredResponsesService,
    CompactionSeal,
    CompactConversationService,
    CompactionService,
    ContextReader,
    TurnOrigins,
    TurnPreparation,
    ResponseRuns,
    RunJournal,
    InterruptedResponses,
    ResponseSockets,
    { provide: TurnLocks, useClass: InProcessTurnLocks },
  ],
})
export class ResponsesModule extends ConfigurableResponsesModule {}
