import { spawn, spawnSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseCopy, parseDockerfile } from './dockerfile.js';

/** A user who owns nothing: `nobody`. */
export const NOBODY = 65_534;

const START_LIMIT_MS = 30_000;

/** The files of the image, made without Docker in a folder of their own. */
export interface ImageTree {
  /** What is `/app` in the image; it belongs to whoever made it. */
  readonly app: string;
  /** What is `/data` in the image; it belongs to the user. */
  readonly data: string;
  readonly remove: () => void;
}

/** Does what the Dockerfile does, with this checkout's build and packages. `npm test` has built. */
export function makeImageTree(user: number): ImageTree {
  const root = mkdtempSync(join(tmpdir(), 'hermes-image-'));
  const [app, data] = [join(root, 'app'), join(root, 'data')];
  mkdirSync(app);
  mkdirSync(data);
  chmodSync(root, 0o755);
  chownSync(data, user, user);
  cpSync(process.execPath, join(root, 'node'));
  for (const source of copiedByTheFinalStage()) cpSync(source, join(app, source), { recursive: true });
  copyPackages(app);
  return {
    app,
    data,
    remove: () => {
      rmSync(root, { recursive: true, force: true });
    },
  };
}

/** What the last stage copies, apart from the packages. */
function copiedByTheFinalStage(): string[] {
  const { instructions = [] } = parseDockerfile(readFileSync('Dockerfile', 'utf8')).at(-1) ?? {};
  return instructions
    .filter(({ name }) => name === 'COPY')
    .flatMap(({ text }) => parseCopy(text).sources)
    .map((source) => source.replace('/app/', ''))
    .filter((source) => source !== 'node_modules');
}

/** The packages without what only development needs, as the Dockerfile prunes them. */
function copyPackages(app: string): void {
  // Links are quicker than copies, and pruning only removes them; npm's own list it writes in place.
  if (!succeeds('cp', ['-al', 'node_modules', app])) {
    rmSync(join(app, 'node_modules'), { recursive: true, force: true });
    run('cp', ['-a', 'node_modules', app]);
  }
  rmSync(join(app, 'node_modules/.package-lock.json'), { force: true });
  cpSync('package-lock.json', join(app, 'package-lock.json'));
  run('npm', [...pruneArguments(), '--offline'], app);
  rmSync(join(app, 'package-lock.json'));
}

function pruneArguments(): string[] {
  const [, words] = /RUN npm (prune [^\\\n]+)/.exec(readFileSync('Dockerfile', 'utf8')) ?? [];
  if (words === undefined) throw new Error('The Dockerfile does not prune.');
  return words.trim().split(/\s+/);
}

function succeeds(command: string, options: string[]): boolean {
  return spawnSync(command, options).status === 0;
}

function run(command: string, options: string[], cwd = resolve('.')): void {
  const { status, stderr } = spawnSync(command, options, { cwd, encoding: 'utf8' });
  if (status !== 0) throw new Error(`${command} ${options.join(' ')} failed: ${stderr}`);
}

/** A server that runs from an image's files. */
export interface ImageServer {
  readonly origin: string;
  readonly stop: () => Promise<void>;
}

/** Starts the server as the image does, but on a free port of loopback, and waits until it is healthy. */
export async function startImage(
  { app, data }: ImageTree,
  user: number | undefined,
  environment: Readonly<Record<string, string>>,
): Promise<ImageServer> {
  const node = join(app, '..', 'node');
  if (!existsSync(node)) throw new Error(`${node} is missing.`);
  const child = spawn(node, ['dist/main.js'], {
    cwd: app,
    env: { ...environment, API_SERVER_HOST: '127.0.0.1', API_SERVER_PORT: '0', DATA_DIR: data },
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(user === undefined ? {} : { uid: user, gid: user }),
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => (output += text));
  }
  const exited = new Promise<void>((resolveExit) => child.once('close', () => resolveExit()));
  const stop = async (): Promise<void> => {
    child.kill('SIGTERM');
    await Promise.race([exited, sleep(12_000, undefined, { ref: false })]);
    child.kill('SIGKILL');
    await exited;
  };
  for (const deadline = Date.now() + START_LIMIT_MS; Date.now() < deadline && child.exitCode === null;) {
    const [, origin] = /Base URL +(http:\/\/\S+)\/v1/.exec(output) ?? [];
    if (origin !== undefined && (await isHealthy(origin))) return { origin, stop };
    await sleep(50);
  }
  await stop();
  throw new Error(`The server did not start.\n${output}`);
}

async function isHealthy(origin: string): Promise<boolean> {
  try {
    return (await fetch(`${origin}/health`, { signal: AbortSignal.timeout(2_000) })).ok;
  } catch {
    return false;
  }
}
