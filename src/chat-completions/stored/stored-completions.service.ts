import { Inject, Injectable } from '@nestjs/common';
import type { JSONObject } from '@ai-sdk/provider';
import { NotFoundError } from '../../openai/api-error.js';
import { type PageQuery, unknownAfter } from '../../openai/page-query.decorator.js';
import type { CompletionFilter, StoredCompletion } from '../../storage/completion-store.js';
import type { ChatCompletionDto } from '../dto/chat-completion.dto.js';
import { CompletionRecorder } from './completion-recorder.js';
import type {
  CompletionListDto,
  CompletionMessageListDto,
  DeletedCompletionDto,
  StoredCompletionDto,
  StoredMessageDto,
} from './stored-completion.dto.js';

/** Looks up completions that are stored. One that belongs to another owner is nowhere. */
@Injectable()
export class StoredCompletionsService {
  constructor(@Inject(CompletionRecorder) private readonly recorder: CompletionRecorder) {}

  async list(owner: string, page: PageQuery, filter: CompletionFilter): Promise<CompletionListDto> {
    const found = await this.recorder.store.listCompletions(owner, page, filter);
    if (found === 'unknown-after') throw unknownAfter(page.after);
    return toList(found.completions.map(toDto), found.hasMore);
  }

  async retrieve(owner: string, id: string): Promise<StoredCompletionDto> {
    const found = await this.recorder.store.findCompletion(owner, id);
    if (found === undefined) throw completionNotFound(id);
    return toDto(found);
  }

  async update(
    owner: string,
    id: string,
    metadata: Readonly<Record<string, string>>,
  ): Promise<StoredCompletionDto> {
    const changed = await this.recorder.store.updateCompletion(owner, id, metadata);
    if (changed === undefined) throw completionNotFound(id);
    return toDto(changed);
  }

  async delete(owner: string, id: string): Promise<DeletedCompletionDto> {
    if (!(await this.recorder.store.deleteCompletion(owner, id))) throw completionNotFound(id);
    return { id, object: 'chat.completion.deleted', deleted: true };
  }

  async listMessages(
    owner: string,
    id: string,
    { limit, order, after }: PageQuery,
  ): Promise<CompletionMessageListDto> {
    const found = await this.recorder.store.findMessages(owner, id);
    if (found === undefined) throw completionNotFound(id);
    const messages = found.map((message, index) => toMessage(id, message, index));
    if (order === 'desc') messages.reverse();
    const start = after === undefined ? 0 : messages.findIndex((message) => message.id === after) + 1;
    if (after !== undefined && start === 0) throw unknownAfter(after);
    return toList(messages.slice(start, start + limit), start + limit < messages.length);
  }
}

function toDto({ document, metadata }: StoredCompletion): StoredCompletionDto {
  return { ...(document as unknown as ChatCompletionDto), metadata };
}

/** A message as OpenAI tells it: parts have a field of their own. */
function toMessage(completionId: string, message: JSONObject, index: number): StoredMessageDto {
  const { content } = message;
  const hasParts = Array.isArray(content);
  return {
    ...message,
    id: `${completionId}-${index}`,
    role: message['role'] as string,
    content: hasParts ? null : ((content as string | null | undefined) ?? null),
    content_parts: hasParts ? (content as JSONObject[]) : null,
  };
}

function toList<Entry extends { readonly id: string }>(data: readonly Entry[], hasMore: boolean) {
  return {
    object: 'list' as const,
    data,
    first_id: data[0]?.id ?? null,
    last_id: data.at(-1)?.id ?? null,
    has_more: hasMore,
  };
}

function completionNotFound(id: string): NotFoundError {
  return new NotFoundError(
    `Completion with id '${id.slice(0, 100)}' not found. Completions are kept where their request says 'store': true.`,
    { code: 'completion_not_found', param: 'completion_id' },
  );
}
