import type { Client, ClientConfig, Pool } from 'pg';
import { toPostgresFailure } from './postgres-failure.js';

const CONNECT_PATIENCE_MS = 10_000;
const STATEMENT_PATIENCE_MS = 60_000;
const MOST_CONNECTIONS = 10;
/** The types of whole numbers, and of their sums, that `pg` would hand out as text. */
const INT8 = 20;
const NUMERIC = 1700;
const NUL = /\u0000/g;

/** A connection of its own, yet to be opened. */
export async function newClient(url: string): Promise<Client> {
  const { Client } = await importPg();
  return new Client(await optionsFor(url));
}

/** Connections for queries. What goes wrong with them is a `StorageError`, where it is about the database. */
export async function newPool(url: string, onIdleError: (error: Error) => void): Promise<Pool> {
  const pg = await importPg();

  class StorageClient extends pg.Client {
    // `pg` declares a dozen forms; Kysely uses this one.
    override query(...args: unknown[]): never {
      const [text, values] = args;
      const cleaned = Array.isArray(values) ? values.map(withoutNul) : values;
      const result: unknown = super.query(text as string, cleaned as unknown[]);
      return (result instanceof Promise ? result.catch(rethrow) : result) as never;
    }
  }

  class StoragePool extends pg.Pool {
    override connect(...args: unknown[]): never {
      const result: unknown = super.connect(...(args as []));
      return (result instanceof Promise ? result.catch(rethrow) : result) as never;
    }
  }

  const options = await optionsFor(url);
  const pool = new StoragePool({ ...options, max: MOST_CONNECTIONS, Client: StorageClient });
  // A connection that breaks while nobody uses it would end the process; the next query gets another one.
  pool.on('error', onIdleError);
  return pool;
}

/** Numbers are numbers, for these connections alone: a host may use `pg`, too. */
async function optionsFor(url: string): Promise<ClientConfig> {
  const { types } = await importPg();
  const getTypeParser = ((oid: number, format?: 'text') =>
    oid === INT8 || oid === NUMERIC
      ? Number
      : (types.getTypeParser(oid, format) as unknown)) as typeof types.getTypeParser;
  return {
    connectionString: url,
    application_name: 'hermes-agent-server',
    connectionTimeoutMillis: CONNECT_PATIENCE_MS,
    statement_timeout: STATEMENT_PATIENCE_MS,
    keepAlive: true,
    types: { getTypeParser },
  };
}

/** PostgreSQL's texts cannot hold the character; JSON escapes it, names and notes do not. */
function withoutNul(value: unknown): unknown {
  return typeof value === 'string' && value.includes('\u0000') ? value.replace(NUL, '\uFFFD') : value;
}

function rethrow(error: unknown): never {
  throw toPostgresFailure(error);
}

async function importPg() {
  const { default: pg } = await import('pg');
  return pg;
}
