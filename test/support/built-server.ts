import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** Environment variables of the server; nothing but these and `PATH` reaches it. */
export type ServerEnvironment = Readonly<Record<string, string>>;

/** How a server's process ended. */
export interface ServerExit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** What a server that could not start left behind. */
export interface FailedStart extends ServerExit {
  readonly output: string;
}

const MAIN = resolve('dist/main.js');
const START_LIMIT_MS = 20_000;
const STOP_LIMIT_MS = 12_000;
const GREETED_URL = /Base URL +(http:\/\/\S+)\/v1/;

/** Starts the built server as a process of its own, on a free port unless the environment says which. */
export async function startBuiltServer(environment: ServerEnvironment = {}): Promise<BuiltServer> {
  const server = await BuiltServer.spawn(environment);
  try {
    await server.untilHealthy();
    return server;
  } catch (error) {
    await server.kill();
    throw error;
  }
}

/** Runs the built server on an environment in which it must not start, until it has ended. */
export async function failToStart(environment: ServerEnvironment): Promise<FailedStart> {
  const server = await BuiltServer.spawn(environment);
  const exit = await Promise.race([server.exited, sleep(START_LIMIT_MS, undefined, { ref: false })]);
  await server.kill();
  if (exit === undefined) throw new Error(`The server did not end by itself.\n${server.output()}`);
  return { ...exit, output: server.output() };
}

/** The built server, running as a process of its own in an empty folder. */
export class BuiltServer {
  /** When the process has ended and its output is complete. */
  readonly exited: Promise<ServerExit>;
  #origin = '';
  #output = '';

  private constructor(
    private readonly child: ChildProcess,
    private readonly directory: string,
  ) {
    const collect = (text: string): void => {
      this.#output += text;
    };
    child.stdout?.setEncoding('utf8').on('data', collect);
    child.stderr?.setEncoding('utf8').on('data', collect);
    this.exited = new Promise((exited) => {
      child.once('close', (code, signal) => {
        exited({ code, signal });
      });
    });
  }

  static async spawn(environment: ServerEnvironment): Promise<BuiltServer> {
    if (!existsSync(MAIN)) throw new Error(`${MAIN} is missing: run \`npm run build\`, or \`npm test\`.`);
    const directory = await mkdtemp(join(tmpdir(), 'hermes-server-'));
    const child = spawn(process.execPath, [MAIN], {
      cwd: directory,
      env: {
        PATH: process.env['PATH'],
        API_SERVER_PORT: '0',
        DATA_DIR: join(directory, 'data'),
        ...environment,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    return new BuiltServer(child, directory);
  }

  /** Scheme, host and port. */
  get origin(): string {
    return this.#origin;
  }

  /** The base URL to give to a client, `/v1` included. */
  get baseUrl(): string {
    return `${this.#origin}/v1`;
  }

  get processId(): number {
    return this.child.pid ?? 0;
  }

  /** Everything that the server has written to its standard output and error. */
  output(): string {
    return this.#output;
  }

  /** Sends a signal and does not wait. */
  signal(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }

  /** Asks the server to stop, and makes it when it takes too long. */
  async stop(): Promise<ServerExit> {
    this.signal('SIGTERM');
    await Promise.race([this.exited, sleep(STOP_LIMIT_MS, undefined, { ref: false })]);
    return this.kill();
  }

  /** Ends the server at once, and removes its folder. */
  async kill(): Promise<ServerExit> {
    this.signal('SIGKILL');
    const exit = await this.exited;
    await rm(this.directory, { recursive: true, force: true });
    return exit;
  }

  /** Waits for the greeting, which names the port, and for an answer of `/health`. */
  async untilHealthy(): Promise<void> {
    const deadline = Date.now() + START_LIMIT_MS;
    while (Date.now() < deadline && this.child.exitCode === null) {
      this.#origin = GREETED_URL.exec(this.#output)?.[1] ?? '';
      if (this.#origin !== '' && (await this.#isHealthy())) return;
      await sleep(25);
    }
    throw new Error(`The server did not start.\n${this.#output}`);
  }

  async #isHealthy(): Promise<boolean> {
    try {
      return (await fetch(`${this.#origin}/health`, { signal: AbortSignal.timeout(2_000) })).ok;
    } catch {
      return false;
    }
  }
}
