import type { JSONObject } from '@ai-sdk/provider';
import { Inject, Injectable } from '@nestjs/common';
import type { AgentRequest } from '../../agent/agent-request.js';
import { AgentService } from '../../agent/agent-service.js';
import { TurnLocks } from '../../coordination/turn-locks.js';
import { BadRequestError, ConflictError } from '../../openai/api-error.js';
import type { Item, SilentItem } from '../../openai/items/item.dto.js';
import { isReference, type ItemReference, toItems, withNewId } from '../../openai/items/to-item.js';
import { resolveModel } from '../../openai/resolve-model.js';
import { ResponseStore } from '../../storage/response-store.js';
import type { StoredResponse } from '../../storage/stored.js';
import { toAgentRequest } from '../agent-request.mapper.js';
import { ContextReader } from '../compaction/context-reader.js';
import type { ReadItem } from '../compaction/summary-item.js';
import type { CreateResponseDto } from '../dto/create-response.dto.js';
import type { ResponseHead } from '../dto/response.dto.js';
import type { TurnDto } from '../dto/turn.dto.js';
import type { OutputItem } from '../output/output-item.js';
import { newResponseHead } from '../response-head.js';
import { RESPONSES_OPTIONS } from '../responses.module-definition.js';
import type { ResponsesModuleOptions } from '../responses-module.options.js';
import { checkCalls } from './check-calls.js';
import type { TurnMemory } from './turn-memory.js';
import { TurnOrigins } from './turn-origins.js';
import type { PreparedTurn, TurnCompaction } from './turn.js';

/** More than a request can hold. */
const MOST_INPUT_ITEMS = 1_000_000;

/** Whose turn it is, and what is known of those before it. */
export interface TurnContext {
  readonly owner: string;
  /** What is known of turns that are not stored. Default: nothing. */
  readonly memory?: TurnMemory;
  /** Whether the agent is to answer; there may be nothing to answer otherwise. Default: true. */
  readonly generates?: boolean;
}

/** All that a model reads in a turn. */
export interface TurnItems {
  /** As the model is to read them, with those from before the turn. */
  readonly items: readonly ReadItem[];
  /** Those from before the turn, as they are. */
  readonly history: readonly (Item | SilentItem)[];
  /** Those of the turn itself. */
  readonly input: readonly (Item | SilentItem)[];
}

/** Puts together what a turn consists of, from the request and from what is stored. */
@Injectable()
export class TurnPreparation {
  constructor(
    @Inject(AgentService) private readonly agent: AgentService,
    @Inject(ResponseStore) private readonly store: ResponseStore,
    @Inject(TurnOrigins) private readonly origins: TurnOrigins,
    @Inject(ContextReader) private readonly reader: ContextReader,
    @Inject(TurnLocks) private readonly locks: TurnLocks,
    @Inject(RESPONSES_OPTIONS) private readonly options: ResponsesModuleOptions,
  ) {}

  /**
   * A turn, ready to be run; until it is released, its conversation takes no other one. Rejects when it is given up
   * while it waits for the conversation.
   */
  async prepare(body: CreateResponseDto, context: TurnContext, givenUp: AbortSignal): Promise<PreparedTurn> {
    const { owner, memory } = context;
    const { id: agentId } = resolveModel(body.model, this.agent.listAgents());
    const conversationId = await this.origins.conversationOf(body, owner);
    const release = await this.lock(owner, conversationId, givenUp);
    try {
      const { items, input, history } = await this.loadItems(body, context, conversationId);
      const previous = body.previous_response_id;
      const origin = {
        ...(previous != null && { previousResponseId: previous }),
        ...(conversationId !== undefined && { conversationId }),
      };
      return {
        owner,
        request: toAgentRequest(body, agentId, items),
        head: newResponseHead(body, agentId, origin),
        input: isUnstored(memory, body) ? [...history, ...input] : input,
        ...(memory !== undefined && { history }),
        ...compactionOf(body, agentId, items),
        ...(body.background === true && { resumption: toResumption(body) }),
        release,
      };
    } catch (error) {
      release();
      throw error;
    }
  }

  /** The turn of a response that a restart broke off, ready to go on from what there was of its output. */
  async resume(
    owner: string,
    response: StoredResponse,
    output: readonly OutputItem[],
  ): Promise<PreparedTurn> {
    const { id, conversationId, previousResponseId, resumption, document } = response;
    const body = resumption as unknown as CreateResponseDto;
    const release = await this.lock(owner, conversationId, new AbortController().signal);
    try {
      const origin = { previous_response_id: previousResponseId ?? null };
      const history = await this.origins.load(origin, owner, conversationId);
      const page = await this.store.listInput(owner, id, { limit: MOST_INPUT_ITEMS, order: 'asc' });
      const input = (typeof page === 'object' ? page.items : []) as readonly (Item | SilentItem)[];
      const head = document as unknown as ResponseHead;
      // What the agent has put out in this turn, it reads as what it said before.
      const said = [...input, ...(output as readonly (Item | SilentItem)[])];
      const items = await this.reader.read(owner, history, said);
      const request = withoutCallsMade(toAgentRequest(body, head.model, items), output);
      return { owner, head, input, request, release, ...(resumption !== undefined && { resumption }) };
    } catch (error) {
      release();
      throw error;
    }
  }

  /** What a model would read, without any turn of it. Begins no conversation. */
  async itemsOf(body: TurnDto, owner: string): Promise<TurnItems> {
    return this.loadItems(body, { owner }, await this.origins.knownConversationOf(body, owner));
  }

  private async lock(
    owner: string,
    conversationId: string | undefined,
    givenUp: AbortSignal,
  ): Promise<() => void> {
    if (conversationId === undefined) return () => undefined;
    const waits = this.options.whenConversationIsBusy === 'wait';
    const release = await (waits
      ? this.locks.wait(owner, conversationId, givenUp)
      : this.locks.begin(owner, conversationId));
    if (release !== undefined) return release;
    throw new ConflictError(
      `Another turn of the conversation '${conversationId}' is under way. Send this one when it has ended.`,
      { code: 'conversation_busy', param: 'conversation' },
    );
  }

  private async loadItems(
    body: TurnDto,
    { owner, memory, generates }: TurnContext,
    conversationId: string | undefined,
  ): Promise<TurnItems> {
    const history = await this.origins.load(body, owner, conversationId, memory);
    const input = withOwnIds(await this.resolve(toItems(body.input), owner), history);
    if (history.length + input.length === 0 && generates !== false) {
      throw new BadRequestError(
        "There is nothing to answer: give 'input', 'previous_response_id' or a 'conversation' that has items.",
        { code: 'missing_required_parameter', param: 'input' },
      );
    }
    const items = await this.reader.read(owner, history, input);
    checkCalls([...history, ...items], input);
    return { items, input, history };
  }

  /** The items with those in the place of references that they stand for. */
  private async resolve(
    items: readonly (Item | SilentItem | ItemReference)[],
    owner: string,
  ): Promise<(Item | SilentItem)[]> {
    const references = items.filter(isReference);
    const found =
      references.length === 0
        ? []
        : await this.store.findItems(
            owner,
            references.map(({ id }) => id),
          );
    const byId = new Map(found.map((item) => [item.id, item]));
    return items.map((item, index) => {
      if (!isReference(item)) return item;
      const stored = byId.get(item.id);
      if (stored !== undefined) return stored;
      throw new BadRequestError(`Item with id '${item.id.slice(0, 100)}' not found.`, {
        code: 'item_not_found',
        param: `input[${index}].id`,
      });
    });
  }
}

/** Items are told apart by their ids within what they are part of; one that was sent back there becomes a new one. */
function withOwnIds(
  input: readonly (Item | SilentItem)[],
  history: readonly (Item | SilentItem)[],
): (Item | SilentItem)[] {
  const taken = new Set(history.map(({ id }) => id));
  return input.map((item) => {
    const own = taken.has(item.id) ? withNewId(item) : item;
    taken.add(own.id);
    return own;
  });
}

/** Whether the turn is to be stored, and goes on from one that is not: what came before is then kept as its own. */
function isUnstored(memory: TurnMemory | undefined, body: CreateResponseDto): boolean {
  const previous = body.previous_response_id;
  return previous != null && body.store !== false && memory?.recall(previous) !== undefined;
}

function compactionOf(
  body: CreateResponseDto,
  agentId: string,
  items: readonly ReadItem[],
): { readonly compaction?: TurnCompaction } {
  const entry = body.context_management?.find((each) => each.compact_threshold != null);
  if (entry?.compact_threshold == null) return {};
  const instructions = body.instructions == null ? [] : [body.instructions];
  return {
    compaction: {
      threshold: entry.compact_threshold,
      subject: { agentId, instructions, items },
      toRequest: (compacted) => toAgentRequest(body, agentId, compacted),
    },
  };
}

/** The request but for its input, which is stored already, and for what was about its first reader. */
function toResumption({
  input: _input,
  stream: _stream,
  stream_options: _options,
  ...body
}: CreateResponseDto): JSONObject {
  return body as unknown as JSONObject;
}

function withoutCallsMade(request: AgentRequest, output: readonly OutputItem[]): AgentRequest {
  const { maxToolCalls } = request;
  if (maxToolCalls === undefined) return request;
  const made = output.filter(({ type }) => type === 'mcp_call').length;
  return { ...request, maxToolCalls: Math.max(0, maxToolCalls - made) };
}
