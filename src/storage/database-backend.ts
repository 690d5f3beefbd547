import type { Dialect } from 'kysely';
import { type DatabaseLocation, placeOf } from './database-location.js';

/** A database that is this process's own. */
export interface Claim {
  /** Resolves when the claim is lost, which not every kind of database can do. */
  readonly lost?: Promise<void>;
  release(): void | Promise<void>;
}

/** One kind of database, at one place. What it needs is loaded when it is first needed. */
export interface DatabaseBackend {
  /** Rejects with a `StorageError` where the database cannot be opened, which may also show with the first query. */
  openDialect(): Promise<Dialect>;
  /** Rejects with a `StorageError` of the kind `claimed` where another process has it. */
  claim(): Promise<Claim>;
  /** Whether any response may be under way, found out without opening the database. */
  mayHaveResponsesUnderWay(): Promise<boolean>;
}

/** The backend of a location. Throws a `StorageError` where there is none. */
export function backendOf(location: DatabaseLocation): DatabaseBackend {
  const place = placeOf(location);
  return place.type === 'sqlite' ? sqliteBackend(place.file) : postgresBackend(place.url);
}

function sqliteBackend(file: string): DatabaseBackend {
  return {
    openDialect: async () => {
      const { NodeSqliteDialect } = await import('./sqlite/node-sqlite-dialect.js');
      return new NodeSqliteDialect(file);
    },
    claim: async () => {
      const { claimSqliteFile } = await import('./sqlite/claim-sqlite-file.js');
      return claimSqliteFile(file);
    },
    mayHaveResponsesUnderWay: async () => {
      const { mayHaveResponsesUnderWay } = await import('./sqlite/responses-under-way.js');
      return mayHaveResponsesUnderWay(file);
    },
  };
}

function postgresBackend(url: string): DatabaseBackend {
  return {
    openDialect: async () => {
      const { PgDialect } = await import('./postgres/pg-dialect.js');
      return new PgDialect(url);
    },
    claim: async () => {
      const { claimPostgres } = await import('./postgres/claim-postgres.js');
      return claimPostgres(url);
    },
    mayHaveResponsesUnderWay: () => Promise.resolve(true),
  };
}
