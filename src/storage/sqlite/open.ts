import { DatabaseSync } from 'node:sqlite';
import { Kysely } from 'kysely';
import { StorageFailed } from '../../domain/errors.ts';
import type { Store } from '../../domain/store.ts';
import { SQLITE_MIGRATIONS } from '../migrations/index.ts';
import type { Opening } from '../opening.ts';
import { storeOn } from '../store.ts';
import type { Tables } from '../tables.ts';
import { dialectOf, QueueDriver } from './driver.ts';
import { explain } from './failures.ts';
import { Feed } from './feed.ts';
import { prepareFile } from './file.ts';
import { identityOf } from './identity.ts';
import { inspect } from './inspect.ts';
import { logOn } from './log.ts';
import { migrate } from './migrate.ts';
import { reserveIds } from './reserve-ids.ts';
import { patiently } from './retry.ts';
import { searchOn } from './search.ts';
import { copyBeforeUpgrade } from './upgrade-copy.ts';

const EVERY = ['PRAGMA foreign_keys = ON', 'PRAGMA trusted_schema = OFF', 'PRAGMA mmap_size = 0'];
/** A read from a file that is no longer the list's loses nothing, so it need not look at the file each time. */
const READER_LOOKS_EVERY_MS = 100;
/** FULL: an acknowledged write survives a power cut. */
const WRITER = [...EVERY, 'PRAGMA synchronous = FULL', 'PRAGMA journal_size_limit = 16777216'];
/** 16 MB at the most: the upper levels of all indexes of a million tasks, so that a look-up anywhere reads one page. */
const READER = [...EVERY, 'PRAGMA query_only = ON', 'PRAGMA cache_size = -16384'];

/** The driver waits at each lock already. */
const attempt = <T>(transaction: () => Promise<T>) => transaction();

/** Opens, creates or upgrades the database at `path`. Throws StorageFailed, naming the path, and leaves the file as it was. */
export async function openSqlite(path: string, opening: Opening): Promise<Store> {
  try {
    return await open(prepareFile(path), opening);
  } catch (error) {
    const known = explain(error);
    throw known instanceof StorageFailed
      ? new StorageFailed(`Cannot use the database ${path}: ${known.message}.`, known.next)
      : known;
  }
}

async function open(path: string, { now = () => new Date(), waited }: Opening): Promise<Store> {
  const kind = await inspect(path);
  await copyBeforeUpgrade(path, kind);
  const connections: DatabaseSync[] = [];
  // The time-out is 0 because SQLite would wait inside the event loop; `patiently` waits outside it.
  const connect = async (pragmas: readonly string[]) => {
    const database = new DatabaseSync(path, { timeout: 0 });
    connections.push(database);
    // The first look at a file may meet a lock too, so it is as patient as the rest.
    for (const pragma of pragmas) await patiently(() => database.exec(pragma));
    return database;
  };
  try {
    const writing = await connect(WRITER);
    const writes = await patiently(() => new QueueDriver(writing, 'BEGIN IMMEDIATE', waited));
    const writer = new Kysely<Tables>({ dialect: dialectOf(writes) });
    if (kind.is !== 'ours' || kind.version < SQLITE_MIGRATIONS.length) await migrate(writer);
    // After the migration, so that a file that cannot be upgraded stays as it was.
    await patiently(() => writing.exec('PRAGMA journal_mode = WAL'));
    const reading = await connect(READER);
    const reads = await patiently(() => new QueueDriver(reading, 'BEGIN', waited));
    const check = identityOf(path);
    writes.expect(SQLITE_MIGRATIONS.length, () => check(0));
    reads.expect(SQLITE_MIGRATIONS.length, () => check(READER_LOOKS_EVERY_MS));
    const reader = new Kysely<Tables>({ dialect: dialectOf(reads) });
    // A file is used by processes of one machine, whose clock they share.
    const differs = { searchOn, logOn, reserveIds, now: async () => now(), attempt, explain };
    return storeOn({ writer, reader, feed: new Feed(reading, path, check), ...differs });
  } catch (error) {
    for (const database of connections) if (database.isOpen) database.close();
    throw error;
  }
}
