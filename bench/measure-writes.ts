import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Child } from './child.ts';
import { alternate, median, timesUs } from './numbers.ts';
import { call, connect, type Era } from './requests.ts';
import type { Result } from './result.ts';
import type { Stage } from './stage.ts';

/** More than the 1,000 pages after which SQLite begins its log anew: a log that still grows is slower to sync. */
const WARM_UP = 1_100;
const SLICES = 10;
const CALLS = 20;

/** What an acknowledged write costs: against a call that does nothing, followed by an insert that waits for the disk. */
export async function measureWrites({ folder, ours, floor }: Stage, era: Era): Promise<Result[]> {
  const names = ['writes.db', 'inserts.db'] as const;
  for (const name of names) for (const end of ['', '-wal', '-shm']) rmSync(join(folder, name + end), { force: true });
  await using mine = await connect(ours(names[0]), era);
  await using theirs = await connect(floor, era);
  using inserts = new Inserts(join(folder, names[1]));
  const add = () => addTask(mine, era);
  const bare = async () => {
    await theirs.request(call(era, 'nothing'));
    inserts.insert();
  };

  for (const work of [add, bare]) await timesUs(WARM_UP, work);
  const [addsUs, baresUs]: [number[], number[]] = [[], []];
  await alternate(SLICES, [
    async () => void addsUs.push(...(await timesUs(CALLS, add))),
    async () => void baresUs.push(...(await timesUs(CALLS, bare))),
  ]);
  const what = `add_task, ${era}: sequential p50`;
  return [{ what, unit: 'µs', ours: median(addsUs), floor: median(baresUs), bar: 1.5 }];
}

async function addTask(child: Child, era: Era): Promise<void> {
  await child.request((id) => call(era, 'add_task', { title: `Review pull request ${id}` })(id));
}

/** One row a transaction, as durable as ours, into a table without an index. */
class Inserts implements Disposable {
  readonly #database: DatabaseSync;

  constructor(path: string) {
    this.#database = new DatabaseSync(path);
    this.#database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL');
    this.#database.exec('CREATE TABLE tasks (id INTEGER PRIMARY KEY, title TEXT NOT NULL) STRICT');
  }

  insert(): void {
    this.#database.prepare('INSERT INTO tasks (title) VALUES (?)').run('Review the pull request');
  }

  [Symbol.dispose](): void {
    this.#database.close();
  }
}
