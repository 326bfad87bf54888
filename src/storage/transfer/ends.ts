import type { Kysely } from 'kysely';
import type { Task } from '../../domain/task.ts';
import type { Tables } from '../tables.ts';
import type { Row } from './pages.ts';
import type { HighestIds, MovedTable } from './tables.ts';

/** A database that a list may come from or go to. */
export interface Place {
  /** Without user or password. */
  readonly name: string;
  /** The list that is there. Throws StorageFailed where there is none of this version. */
  openSource(): Promise<Source>;
  /** Makes the tables where there are none. Throws StorageFailed where anything else is there. */
  openTarget(): Promise<Target>;
  /** A driver's error as one for the caller, or the error itself when it is a bug of ours. */
  explain(error: unknown): unknown;
}

/** Where a list comes from. Nothing in it is changed. */
export interface Source {
  /** Runs `work` on one snapshot, however long it takes and whatever it awaits besides. */
  snapshot<T>(work: (tx: Kysely<Tables>) => Promise<T>): Promise<T>;
  highestIds(tx: Kysely<Tables>): Promise<HighestIds>;
  close(): Promise<void>;
}

/** What the search index holds of a task. */
export interface Entry {
  readonly task: Task;
  readonly notes: readonly string[];
}

/** Where a list goes to: the tables are there, with or without rows. */
export interface Target {
  /** A list is being moved in; otherwise there is a whole list, be it an empty one. */
  readonly isHalf: boolean;
  /** Runs `work` as one transaction, in which only the database may be awaited. A power cut may take it back. */
  write<T>(work: (tx: Kysely<Tables>) => Promise<T>): Promise<T>;
  /** The same while nobody else can write. Once it is done, all that was written before is durable too. */
  writeLast<T>(work: (tx: Kysely<Tables>) => Promise<T>): Promise<T>;
  /** From now on it is no list for anybody, whatever its tables hold; or one again. */
  setHalf(tx: Kysely<Tables>, isHalf: boolean): Promise<void>;
  /** Empties the tables. */
  clear(tx: Kysely<Tables>): Promise<void>;
  insert(tx: Kysely<Tables>, table: MovedTable, rows: readonly Row[]): Promise<void>;
  /** Puts tasks into the search index that are not in it. */
  index(tx: Kysely<Tables>, entries: readonly Entry[]): Promise<void>;
  /** Lets ids go on above these. */
  raiseIds(tx: Kysely<Tables>, ids: HighestIds): Promise<void>;
  close(): Promise<void>;
}

/** A snapshot is never committed: its transaction may await anything, and has nothing to keep. */
export async function onSnapshot<T>(reader: Kysely<Tables>, work: (tx: Kysely<Tables>) => Promise<T>): Promise<T> {
  const snapshot = await reader.startTransaction().execute();
  try {
    return await work(snapshot);
  } finally {
    await snapshot.rollback().execute();
  }
}
