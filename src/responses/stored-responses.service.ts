import { Inject, Injectable } from '@nestjs/common';
import { BadRequestError, NotFoundError } from '../openai/api-error.js';
import { type ItemListDto, toItemList } from '../openai/items/item-list.dto.js';
import { type PageQuery, unknownAfter } from '../openai/page-query.decorator.js';
import { ResponseStore } from '../storage/response-store.js';
import type { StoredResponse } from '../storage/stored.js';
import type { DeletedResponseDto } from './dto/deleted-response.dto.js';
import type { ResponseDto, ResponseHead } from './dto/response.dto.js';
import type { OutputItem } from './output/output-item.js';
import { interruptedHead } from './response-head.js';

/** Looks up responses that are stored. One that belongs to another owner is nowhere. */
@Injectable()
export class StoredResponsesService {
  constructor(@Inject(ResponseStore) private readonly store: ResponseStore) {}

  async retrieve(owner: string, id: string): Promise<ResponseDto> {
    const found = await this.store.findResponse(owner, id);
    if (found === undefined) throw notFound(id);
    return { ...headOf(found.response), output: found.output as readonly OutputItem[] };
  }

  async delete(owner: string, id: string): Promise<DeletedResponseDto> {
    if (!(await this.store.deleteResponse(owner, id))) throw notFound(id);
    return { id, object: 'response', deleted: true };
  }

  /** A response that somebody waits for is cancelled by closing the connection. */
  async cancel(owner: string, id: string): Promise<never> {
    if ((await this.store.findResponse(owner, id)) === undefined) throw notFound(id);
    throw new BadRequestError(
      'Only background responses can be cancelled. To stop this one, close the connection that waits for it.',
      { code: 'response_not_cancellable', param: 'response_id' },
    );
  }

  async listInput(owner: string, id: string, page: PageQuery): Promise<ItemListDto> {
    const found = await this.store.listInput(owner, id, page);
    if (found === undefined) throw notFound(id);
    if (found === 'unknown-after') throw unknownAfter(page.after);
    return toItemList(found.items, found.hasMore);
  }
}

/** A response whose server ended with it under way still has the document that it began with. */
function headOf({ status, document }: StoredResponse): ResponseHead {
  const head = document as unknown as ResponseHead;
  return status === 'incomplete' && head.status !== status ? interruptedHead(head) : head;
}

function notFound(id: string): NotFoundError {
  return new NotFoundError(`Response with id '${id.slice(0, 100)}' not found.`, {
    code: 'response_not_found',
    param: 'response_id',
  });
}
