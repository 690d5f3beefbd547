import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { LoadResult } from '../load/load-protocol.ts';
import { LoadGenerator } from './load-generator.ts';
import { startTarget, type Target, type TargetSpec } from './target.ts';
import { UpstreamProcess } from './upstream-process.ts';

const root = new URL('../../', import.meta.url);

/** The commands of the two targets. */
interface StageOptions {
  /** Default: the built server. */
  serverCommand?: readonly [string, ...string[]];
}

/** The base line and the server, side by side. */
interface TargetPair {
  proxy: Target;
  ours: Target;
}

/** Everything that a scenario needs around it: the upstream, the load generator, and targets to start. */
export class Stage {
  /** What made answers incomplete; a run with any proves nothing. */
  readonly problems: string[] = [];
  /** What a reader of the report has to know. */
  readonly notes: string[] = [];
  readonly upstream: UpstreamProcess;
  readonly load = new LoadGenerator();
  readonly #specs: Record<'proxy' | 'ours', TargetSpec>;
  readonly #dataDir: string;

  private constructor(upstream: UpstreamProcess, dataDir: string, options: StageOptions) {
    const { execPath } = process;
    this.upstream = upstream;
    this.#dataDir = dataDir;
    this.#specs = {
      proxy: { name: 'proxy', command: [execPath, pathOf('bench/raw-proxy.mjs')], model: 'scripted-large' },
      ours: {
        name: 'ours',
        command: options.serverCommand ?? [execPath, pathOf('dist/main.js')],
        model: 'hermes-agent',
      },
    };
  }

  static async open(options: StageOptions): Promise<Stage> {
    const dataDir = mkdtempSync(join(tmpdir(), 'hermes-bench-'));
    process.once('exit', () => rmSync(dataDir, { recursive: true, force: true }));
    return new Stage(await UpstreamProcess.start(), dataDir, options);
  }

  /** Starts one target with nothing in its environment but what it needs, and what the image sets. */
  start(name: 'proxy' | 'ours'): Promise<Target> {
    const spec = this.#specs[name];
    return startTarget(spec, {
      PATH: process.env['PATH'],
      MALLOC_ARENA_MAX: '1',
      OPENAI_BASE_URL: this.upstream.baseUrl,
      AGENT_MODEL: 'scripted-large',
      API_SERVER_MODEL_NAME: 'hermes-agent',
      DATA_DIR: join(this.#dataDir, name),
      LOG_LEVEL: 'error',
    });
  }

  /** Starts both targets, hands them over and stops them. */
  async withBoth<T>(use: (pair: TargetPair) => Promise<T>): Promise<T> {
    const proxy = await this.start('proxy');
    const ours = await this.start('ours');
    try {
      return await use({ proxy, ours });
    } finally {
      await Promise.all([proxy.stop(), ours.stop()]);
    }
  }

  /** Keeps in mind when answers were incomplete. */
  check(where: string, { complete, incomplete, complaint }: LoadResult): void {
    if (incomplete === 0) return;
    const total = complete + incomplete;
    this.problems.push(
      `${where}: ${incomplete} of ${total} answers incomplete (${complaint ?? 'never sent'})`,
    );
  }

  async close(): Promise<void> {
    await Promise.all([this.load.stop(), this.upstream.stop()]);
  }
}

function pathOf(file: string): string {
  return fileURLToPath(new URL(file, root));
}
