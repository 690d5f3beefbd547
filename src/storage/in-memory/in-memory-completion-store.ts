import type { JSONObject } from '@ai-sdk/provider';
import {
  type CompletionFilter,
  type CompletionPage,
  CompletionStore,
  type StoredCompletion,
} from '../completion-store.js';
import type { PageRequest } from '../stored.js';
import { DEFAULT_MEMORY_BOUNDS, type MemoryBounds } from './memory-bounds.js';

interface Row {
  readonly completion: StoredCompletion;
  /** JSON, so that nobody changes what is kept. */
  readonly messages: string;
  readonly bytes: number;
}

/**
 * Keeps completions within this process, up to its bounds, and forgets everything when the process ends.
 *
 * @publicApi
 */
export class InMemoryCompletionStore extends CompletionStore {
  private readonly owners = new Map<string, OwnerCompletions>();
  private readonly bounds: MemoryBounds;

  constructor(bounds: Partial<MemoryBounds> = {}) {
    super();
    this.bounds = { ...DEFAULT_MEMORY_BOUNDS, ...bounds };
  }

  createCompletion(owner: string, completion: StoredCompletion, messages: readonly unknown[]): Promise<void> {
    const text = JSON.stringify(messages);
    const bytes = text.length + JSON.stringify(completion).length;
    this.ofOwner(owner).add({ completion, messages: text, bytes });
    return Promise.resolve();
  }

  findCompletion(owner: string, id: string): Promise<StoredCompletion | undefined> {
    return Promise.resolve(this.ofOwner(owner).use(id)?.completion);
  }

  findMessages(owner: string, id: string): Promise<readonly JSONObject[] | undefined> {
    const row = this.ofOwner(owner).use(id);
    return Promise.resolve(row && (JSON.parse(row.messages) as JSONObject[]));
  }

  listCompletions(
    owner: string,
    { limit, order, after }: PageRequest,
    filter: CompletionFilter,
  ): Promise<CompletionPage | 'unknown-after'> {
    const all = [...this.ofOwner(owner).rows.values()].map(({ completion }) => completion);
    const ordered = order === 'asc' ? all : all.reverse();
    const start = after === undefined ? 0 : ordered.findIndex(({ id }) => id === after) + 1;
    if (after !== undefined && start === 0) return Promise.resolve('unknown-after');
    const fitting = ordered.slice(start).filter((completion) => fits(completion, filter));
    return Promise.resolve({ completions: fitting.slice(0, limit), hasMore: fitting.length > limit });
  }

  updateCompletion(
    owner: string,
    id: string,
    metadata: Readonly<Record<string, string>>,
  ): Promise<StoredCompletion | undefined> {
    const completions = this.ofOwner(owner);
    const row = completions.use(id);
    if (row === undefined) return Promise.resolve(undefined);
    const completion = { ...row.completion, metadata };
    completions.rows.set(id, { ...row, completion });
    return Promise.resolve(completion);
  }

  deleteCompletion(owner: string, id: string): Promise<boolean> {
    return Promise.resolve(this.ofOwner(owner).remove(id));
  }

  private ofOwner(owner: string): OwnerCompletions {
    let completions = this.owners.get(owner);
    if (completions === undefined) {
      completions = new OwnerCompletions(this.bounds);
      this.owners.set(owner, completions);
    }
    return completions;
  }
}

class OwnerCompletions {
  /** In the order in which they were kept. */
  readonly rows = new Map<string, Row>();
  /** The least recently used first. */
  private readonly used = new Set<string>();
  private bytes = 0;

  constructor(private readonly bounds: MemoryBounds) {}

  add(row: Row): void {
    this.rows.set(row.completion.id, row);
    this.bytes += row.bytes;
    this.use(row.completion.id);
    for (const id of this.used) {
      if (this.rows.size <= this.bounds.maxEntries && this.bytes <= this.bounds.maxBytes) return;
      this.remove(id);
    }
  }

  use(id: string): Row | undefined {
    const row = this.rows.get(id);
    if (row === undefined) return undefined;
    this.used.delete(id);
    this.used.add(id);
    return row;
  }

  remove(id: string): boolean {
    this.bytes -= this.rows.get(id)?.bytes ?? 0;
    this.used.delete(id);
    return this.rows.delete(id);
  }
}

function fits({ model, metadata }: StoredCompletion, filter: CompletionFilter): boolean {
  if (filter.model !== undefined && filter.model !== model) return false;
  return Object.entries(filter.metadata ?? {}).every(([key, value]) => metadata[key] === value);
}
