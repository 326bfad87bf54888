import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { Meter } from './meter.ts';
import { alternate, median } from './numbers.ts';
import { call, connect, type Era } from './requests.ts';
import type { Result } from './result.ts';
import type { Stage } from './stage.ts';

const WARM_UP = 1_000;
const SLICES = 10;
const SEQUENTIAL = 20;

/** What an acknowledged write costs: against a call that does nothing and an insert that waits for the disk. */
export async function measureWrites({ folder, ours, floor }: Stage, era: Era): Promise<Result[]> {
  const names = ['writes.db', 'inserts.db'] as const;
  for (const name of names) for (const end of ['', '-wal', '-shm']) rmSync(join(folder, name + end), { force: true });
  await using mine = await connect(ours(names[0]), era);
  await using theirs = await connect(floor, era);
  using inserts = new Inserts(join(folder, names[1]));

  const adds = new Meter(mine, (id) => call(era, 'add_task', { title: `Review pull request ${id}` })(id));
  const nothings = new Meter(theirs, call(era, 'nothing'));
  for (const meter of [adds, nothings]) await meter.warmUp(WARM_UP);
  await alternate(SLICES, [
    () => adds.sequential(SEQUENTIAL),
    () => nothings.sequential(SEQUENTIAL),
    async () => inserts.run(SEQUENTIAL),
  ]);
  const bare = nothings.p50Us + inserts.p50Us;
  return [{ what: `add_task, ${era}: sequential p50`, unit: 'µs', ours: adds.p50Us, floor: bare, bar: 1.5 }];
}

/** One row a transaction, as durable as ours, into a table without an index. */
class Inserts implements Disposable {
  readonly #database: DatabaseSync;
  readonly #timesUs: number[] = [];

  constructor(path: string) {
    this.#database = new DatabaseSync(path);
    this.#database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL');
    this.#database.exec('CREATE TABLE tasks (id INTEGER PRIMARY KEY, title TEXT NOT NULL) STRICT');
  }

  run(count: number): void {
    const insert = this.#database.prepare('INSERT INTO tasks (title) VALUES (?)');
    for (let row = 0; row < count; row += 1) {
      const begin = performance.now();
      insert.run('Review the pull request');
      this.#timesUs.push((performance.now() - begin) * 1_000);
    }
  }

  get p50Us(): number {
    return median(this.#timesUs);
  }

  [Symbol.dispose](): void {
    this.#database.close();
  }
}
