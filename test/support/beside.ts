import { existsSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { Client, types } from 'pg';

/** The test's own way to a database, beside the program that uses it. It speaks SQL that both kinds understand. */
export interface Beside {
  readonly kind: 'sqlite' | 'postgres';
  /** The rows that a statement gives; `?` stands for a value. */
  readonly all: (sql: string, ...values: readonly Value[]) => Promise<Row[]>;
}

export type Row = Record<string, unknown>;
type Value = string | number | null;

/** What is read in one look is of one moment. */
export async function look<Found>(database: string, work: (beside: Beside) => Promise<Found>): Promise<Found> {
  const { close, ...beside } = await open(database, { readOnly: true });
  try {
    await beside.all(beside.kind === 'sqlite' ? 'BEGIN' : 'BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
    return await work(beside);
  } finally {
    await close();
  }
}

/** The rows that one statement gives. */
export function rowsOf(database: string, sql: string, ...values: readonly Value[]): Promise<Row[]> {
  return look(database, ({ all }) => all(sql, ...values));
}

/** Writes what the program itself would never write, or not now. */
export async function tamper(database: string, sql: string, ...values: readonly Value[]): Promise<void> {
  const { close, all } = await open(database);
  try {
    await all(sql, ...values);
  } finally {
    await close();
  }
}

/** Keeps everybody from writing, not from reading, until the lock is released; a second release does nothing. */
export async function lockOut(database: string): Promise<{ release: () => Promise<void> }> {
  const { close, all, kind } = await open(database);
  if (kind === 'sqlite') {
    await all('BEGIN IMMEDIATE');
  } else {
    await all('BEGIN');
    const tables = await all('SELECT tablename FROM pg_tables WHERE schemaname = current_schema()');
    await all(`LOCK TABLE ${tables.map(({ tablename }) => tablename).join(', ')} IN EXCLUSIVE MODE`);
  }
  let released: Promise<void> | undefined;
  const release = async () => {
    await all('ROLLBACK');
    await close();
  };
  return { release: () => (released ??= release()) };
}

/** Whether the program has made its tables there. */
export async function isMade(database: string): Promise<boolean> {
  if (!isPostgres(database) && !existsSync(database)) return false;
  return look(database, async ({ all, kind }) => {
    const there = `SELECT 1 FROM ${kind === 'sqlite' ? 'sqlite_schema WHERE name' : 'pg_tables WHERE schemaname = current_schema() AND tablename'}`;
    return (await all(`${there} = 'changes'`)).length > 0;
  });
}

export function isPostgres(database: string): boolean {
  return /^postgres(ql)?:/.test(database);
}

interface Opened extends Beside {
  readonly close: () => Promise<void>;
}

function open(database: string, { readOnly = false } = {}): Promise<Opened> {
  return isPostgres(database) ? openPostgres(database) : openFile(database, readOnly);
}

async function openFile(path: string, readOnly: boolean): Promise<Opened> {
  const file = new DatabaseSync(path, { readOnly, timeout: 5_000 });
  return {
    kind: 'sqlite',
    all: async (sql, ...values) => file.prepare(sql).all(...values),
    close: async () => file.close(),
  };
}

const BIGINT = 20;
const NUMERIC = 1700;

async function openPostgres(url: string): Promise<Opened> {
  const client = new Client({
    connectionString: url,
    types: {
      // No number of a test is larger than JavaScript's are.
      getTypeParser: (oid: number) => (oid === BIGINT || oid === NUMERIC ? Number : types.getTypeParser(oid)),
    },
  });
  await client.connect();
  return {
    kind: 'postgres',
    async all(sql, ...values) {
      let at = 0;
      const numbered =
        values.length === 0
          ? sql
          : sql.replaceAll('?', () => {
              at += 1;
              return `$${at}`;
            });
      return (await client.query(numbered, [...values])).rows;
    },
    close: () => client.end(),
  };
}
