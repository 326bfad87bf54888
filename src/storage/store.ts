import type { Kysely } from 'kysely';
import { StorageFailed } from '../domain/errors.ts';
import type { Search, Store, Tx, WriteFacts } from '../domain/store.ts';
import { blockersOn } from './blockers.ts';
import { changesOn, type LogOrder } from './changes.ts';
import { deliveriesOn } from './deliveries.ts';
import { endpointsOn } from './endpoints.ts';
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
  close(): void | Promise<void>;
}

/** What differs between databases. */
interface Database {
  readonly reader: Kysely<Tables>;
  readonly writer: Kysely<Tables>;
  searchOn(tx: Kysely<Tables>): Search;
  /** The log in the order in which its changes become known. */
  logOn(tx: Kysely<Tables>): LogOrder;
  /** Ids that no task has, rising and given to nobody else. */
  reserveIds(tx: Kysely<Tables>, count: number): Promise<number[]>;
  now(tx: Kysely<Tables>): Promise<Date>;
  /** Runs a transaction, again where that is safe and can help. */
  attempt<T>(transaction: () => Promise<T>, facts: WriteFacts): Promise<T>;
  readonly feed: Feed;
  /** A driver's error as one for the caller, or the error itself when it is a bug of ours. */
  explain(error: unknown): unknown;
}

export function txOn(
  tx: Kysely<Tables>,
  { searchOn, logOn, reserveIds, now }: Pick<Database, 'searchOn' | 'logOn' | 'reserveIds' | 'now'>,
): Tx {
  return {
    tasks: { ...tasksOn(tx), reserve: (count) => reserveIds(tx, count) },
    notes: notesOn(tx),
    changes: { ...changesOn(tx), ...logOn(tx) },
    stats: statsOn(tx),
    search: searchOn(tx),
    sources: sourcesOn(tx),
    blockers: blockersOn(tx),
    leases: leasesOn(tx),
    keys: keysOn(tx),
    tokens: tokensOn(tx),
    endpoints: endpointsOn(tx),
    deliveries: deliveriesOn(tx),
    now: () => now(tx),
  };
}

export function storeOn(all: Database): Store {
  const { reader, writer, feed, attempt, explain } = all;
  const running = new Set<Promise<unknown>>();
  let closed = false;

  async function run<T>(database: Kysely<Tables>, work: (tx: Tx) => Promise<T>, facts: WriteFacts = {}): Promise<T> {
    if (closed) throw new StorageFailed('the task list is closed', 'Open it again.');
    const result = attempt(() => database.transaction().execute((tx) => work(txOn(tx, all))), facts);
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
    write: (work, facts) => run(writer, work, facts),
    isReadOnly: false,
    watch: (listener) => feed.watch(listener),
    async close() {
      closed = true;
      await feed.close();
      await Promise.allSettled(running);
      await Promise.all([reader.destroy(), writer.destroy()]);
    },
  };
}
