import { Inject, Injectable } from '@nestjs/common';
import type { OwnCallForm } from '../../front-ends/tool-activity/own-call-form.js';
import { BadRequestError } from '../../openai/api-error.js';
import { type ItemListDto, toItemList } from '../../openai/items/item-list.dto.js';
import { type PageQuery, unknownAfter } from '../../openai/page-query.decorator.js';
import { ResponseStore } from '../../storage/response-store.js';
import type { StoredItem, StoredResponse } from '../../storage/stored.js';
import type { DeletedResponseDto } from '../dto/deleted-response.dto.js';
import type { ResponseDto, ResponseHead } from '../dto/response.dto.js';
import { shownIn, type ShownResponse } from '../output/call-pair.js';
import type { OutputItem } from '../output/output-item.js';
import { responseNotFound } from '../response-not-found.js';
import { ResponseRuns } from '../runs/response-runs.js';

/** Looks up responses that are stored. One that belongs to another owner is nowhere. */
@Injectable()
export class StoredResponsesService {
  constructor(
    @Inject(ResponseStore) private readonly store: ResponseStore,
    @Inject(ResponseRuns) private readonly runs: ResponseRuns,
  ) {}

  /** The response as it is now: while it is under way, with what there is of its output. */
  async retrieve(owner: string, id: string, ownCalls: OwnCallForm): Promise<ShownResponse> {
    const run = this.runs.find(owner, id);
    const found = await this.store.findResponse(owner, id);
    if (found === undefined) throw responseNotFound(id);
    if (run !== undefined && !hasEnded(found.response)) return shownIn(ownCalls, run.response);
    return shownIn(ownCalls, toDto(found));
  }

  /** A background response that is deleted while it is under way is stopped, too. */
  async delete(owner: string, id: string): Promise<DeletedResponseDto> {
    if (!(await this.store.deleteResponse(owner, id))) throw responseNotFound(id);
    const run = this.runs.find(owner, id);
    if (run?.turn.head.background === true) run.cancel();
    return { id, object: 'response', deleted: true };
  }

  /**
   * Ends a background response; one that has ended is returned as it is. A response that somebody waits for is
   * cancelled by closing the connection, which is what the error says.
   */
  async cancel(owner: string, id: string, ownCalls: OwnCallForm): Promise<ShownResponse> {
    const found = await this.store.findResponse(owner, id);
    if (found === undefined) throw responseNotFound(id);
    if ((found.response.document as unknown as ResponseHead).background) {
      const run = this.runs.find(owner, id);
      run?.cancel();
      await run?.outcome;
      return this.retrieve(owner, id, ownCalls);
    }
    throw new BadRequestError(
      'Only background responses can be cancelled. To stop this one, close the connection that waits for it.',
      { code: 'response_not_cancellable', param: 'response_id' },
    );
  }

  async listInput(owner: string, id: string, page: PageQuery): Promise<ItemListDto> {
    const found = await this.store.listInput(owner, id, page);
    if (found === undefined) throw responseNotFound(id);
    if (found === 'unknown-after') throw unknownAfter(page.after);
    return toItemList(found.items, found.hasMore);
  }
}

function hasEnded({ status }: StoredResponse): boolean {
  return status !== 'queued' && status !== 'in_progress';
}

function toDto({
  response,
  output,
}: {
  readonly response: StoredResponse;
  readonly output: readonly StoredItem[];
}): ResponseDto {
  return {
    ...(response.document as unknown as ResponseHead),
    output: output as readonly OutputItem[],
  };
}
