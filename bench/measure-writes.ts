import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Child } from './child.ts';
import { insertRow, insertTask } from './inserts.ts';
import { alternate, median, timesUs } from './numbers.ts';
import { call, connect, type Era } from './requests.ts';
import type { Result } from './result.ts';
import type { Stage } from './stage.ts';

/** More than the 1,000 pages after which SQLite begins its log anew: a log that still grows is slower to sync. */
const WARM_UP = 1_100;
const SLICES = 10;
const CALLS = 20;

/**
 * What an acknowledged write costs: against a call that does nothing, followed by an insert that waits for the disk. The
 * bar is for the insert of a whole task, with its indexes, counters and search terms, by node:sqlite alone; one row into
 * a table without an index stands beside it.
 */
export async function measureWrites(stage: Stage, era: Era): Promise<Result[]> {
  const task = await compared(stage, era, insertTask);
  const row = await compared(stage, era, insertRow);
  return [
    { what: `add_task, ${era}: sequential p50`, unit: 'µs', ...task, bar: 1.5 },
    { what: `add_task, ${era}: against one bare row`, unit: 'µs', ...row, bar: Number.POSITIVE_INFINITY },
  ];
}

async function compared({ folder, ours, floor }: Stage, era: Era, insertsInto: (database: DatabaseSync) => () => void) {
  const names = ['writes.db', 'inserts.db'] as const;
  for (const name of names) for (const end of ['', '-wal', '-shm']) rmSync(join(folder, name + end), { force: true });
  await using mine = await connect(ours(names[0]), era);
  await using theirs = await connect(floor, era);
  using database = new DatabaseSync(join(folder, names[1]));
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL');
  const insert = insertsInto(database);
  const add = () => addTask(mine, era);
  const bare = async () => {
    await theirs.request(call(era, 'nothing'));
    insert();
  };

  for (const work of [add, bare]) await timesUs(WARM_UP, work);
  const [addsUs, baresUs]: [number[], number[]] = [[], []];
  await alternate(SLICES, [
    async () => void addsUs.push(...(await timesUs(CALLS, add))),
    async () => void baresUs.push(...(await timesUs(CALLS, bare))),
  ]);
  return { ours: median(addsUs), floor: median(baresUs) };
}

async function addTask(child: Child, era: Era): Promise<void> {
  await child.request((id) => call(era, 'add_task', { title: `Review pull request ${id}` })(id));
}
