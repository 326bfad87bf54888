import type { Kysely } from 'kysely';
import { StorageFailed } from '../domain/errors.ts';
import type { Search, Store, Tx } from '../domain/store.ts';
import { blockersOn } from './blockers.ts';
import { changesOn } from './changes.ts';
import { keysOn } from './keys.ts';
import { leasesOn } from './leases.ts';
import { notesOn } from './notes.ts';
import { sourcesOn } from './sources.ts';
import { statsOn } from './stats.ts';
import type { Tables } from './tables.ts';
import { tasksOn } from './tasks.ts';
import { tokensOn } from './tokens.ts';

/** Tells that something was committed, by whichever process. */
interface Feed {
  watch(listener: () => void): () => void;
  close(): void;
}

/** What differs between databases. */
interface Database {
  readonly reader: Kysely<Tables>;
  readonly writer: Kysely<Tables>;
  searchOn(tx: Kysely<Tables>): Search;
  /** Ids that no task has, rising and given to nobody else. */
  reserveIds(tx: Kysely<Tables>, count: number): Promise<number[]>;
  now(): Promise<Date>;
  readonly feed: Feed;
  /** A driver's error as one for the caller, or the error itself when it is a bug of ours. */
  explain(error: unknown): unknown;
}

export function txOn(
  tx: Kysely<Tables>,
  { searchOn, reserveIds, now }: Pick<Database, 'searchOn' | 'reserveIds' | 'now'>,
): Tx {
  return {
    tasks: { ...tasksOn(tx), reserve: (count) => reserveIds(tx, count) },
    notes: notesOn(tx),
    changes: changesOn(tx),
    stats: statsOn(tx),
    search: searchOn(tx),
    sources: sourcesOn(tx),
    blockers: blockersOn(tx),
    leases: leasesOn(tx),
    keys: keysOn(tx),
    tokens: tokensOn(tx),
    now,
  };
}

export function storeOn(all: Database): Store {
  const { reader, writer, feed, explain } = all;
  const running = new Set<Promise<unknown>>();
  let closed = false;

  async function run<T>(database: Kysely<Tables>, work: (tx: Tx) => Promise<T>): Promise<T> {
    if (closed) throw new StorageFailed('the task list is closed', 'Open it again.');
    const result = database.transaction().execute((tx) => work(txOn(tx, all)));
    running.add(result);
    try {
      return await result;
    } catch (error) {
      throw explain(error);
    } finally {
      running.delete(result);
    }
  }

  return {
    read: (work) => run(reader, work),
    write: (work) => run(writer, work),
    isReadOnly: false,
    watch: (listener) => feed.watch(listener),
    async close() {
      closed = true;
      feed.close();
      await Promise.allSettled(running);
      await Promise.all([reader.destroy(), writer.destroy()]);
    },
  };
}
