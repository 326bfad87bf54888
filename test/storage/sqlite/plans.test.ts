import { DatabaseSync } from 'node:sqlite';
import { Kysely } from 'kysely';
import { expect, test } from 'vitest';
import type { Position, TaskFilter } from '../../../src/domain/store.ts';
import { blockersOn } from '../../../src/storage/blockers.ts';
import { changesOn } from '../../../src/storage/changes.ts';
import { deliveriesOn } from '../../../src/storage/deliveries.ts';
import { leasesOn } from '../../../src/storage/leases.ts';
import { notesOn } from '../../../src/storage/notes.ts';
import { sourcesOn } from '../../../src/storage/sources.ts';
import { dialectOf, QueueDriver } from '../../../src/storage/sqlite/driver.ts';
import { logOn } from '../../../src/storage/sqlite/log.ts';
import { statsOn } from '../../../src/storage/stats.ts';
import type { Tables } from '../../../src/storage/tables.ts';
import { tasksOn } from '../../../src/storage/tasks.ts';
import { openSession } from '../../support/session.ts';

interface Node {
  readonly id: unknown;
  readonly parent: unknown;
  readonly detail: string;
}

/** The plans of the statements that `work` really executes. */
async function plansOf(work: (reader: Kysely<Tables>) => Promise<unknown>): Promise<Node[][]> {
  const { database: path } = await openSession();
  const database = new DatabaseSync(path);
  const statements: string[] = [];
  const reader = new Kysely<Tables>({
    dialect: dialectOf(new QueueDriver(database, 'BEGIN')),
    log: ({ query }) => void statements.push(query.sql),
  });
  await work(reader);
  const plans = statements.map((statement) => database.prepare(`EXPLAIN QUERY PLAN ${statement}`).all());
  await reader.destroy();
  return plans.map((plan) => plan.map(({ id, parent, detail }) => ({ id, parent, detail: String(detail) })));
}

/** The tables and indexes that the statements read, each step once. */
function stepsOf(plans: readonly Node[][]): string[] {
  const steps = plans.flat().map(({ detail }) => detail);
  return [...new Set(steps.filter((step) => /^(SCAN|SEARCH) (tasks|task_tags|notes|changes|counts)\b/.test(step)))];
}

/** Sorts of anything but pages that are cut already: these cost the more, the more rows there are. */
function unboundedSorts(plans: readonly Node[][]): string[] {
  return plans.flatMap((plan) => {
    const sorts = plan.filter(({ detail }) => detail.startsWith('USE TEMP B-TREE'));
    const sources = sorts.map(({ parent }) => plan.find((node) => node.parent === parent && /^S/.test(node.detail)));
    return sources.map((source) => source?.detail ?? 'nothing').filter((source) => !/^SCAN (hit|run)$/.test(source));
  });
}

const BY_ID = 'SEARCH tasks USING INTEGER PRIMARY KEY (rowid=?)';
const AFTER: Position = { id: 5 };
const AFTER_DUE: Position = { id: 5, due: '2026-11-20' };

interface Case {
  readonly what: string;
  readonly filter: TaskFilter;
  readonly first: string;
  readonly next: string;
  readonly after?: Position;
}

const index = (name: string, terms: string) => `SEARCH tasks USING INDEX tasks_by_${name} (${terms})`;
const cases = (name: string, terms: string) => ({
  first: index(name, terms),
  next: index(name, `${terms} AND id>?`),
});

const CASES: Case[] = [
  { what: 'everything', filter: {}, first: 'SCAN tasks', next: 'SEARCH tasks USING INTEGER PRIMARY KEY (rowid>?)' },
  { what: 'a status', filter: { statuses: ['pending'] }, ...cases('status', 'status=?') },
  { what: 'what is open', filter: { statuses: ['pending', 'in_progress'] }, ...cases('status', 'status=?') },
  { what: 'a priority', filter: { priority: 'high' }, ...cases('priority', 'priority=? AND status=?') },
  { what: 'a project', filter: { project: 'web' }, ...cases('project', 'project=? AND status=?') },
  {
    what: 'a project and a status',
    filter: { project: 'web', statuses: ['completed'] },
    ...cases('project', 'project=? AND status=?'),
  },
  { what: 'an assignee', filter: { assignee: 'ada' }, ...cases('assignee', 'assignee=? AND status=?') },
  {
    what: 'what is due before a day',
    filter: { dueBefore: '2026-12-01' },
    first: index('due', 'status=? AND due<?'),
    next: index('due', 'status=? AND due>? AND due<?'),
    after: AFTER_DUE,
  },
];

/** Several statuses are merged first; the rows of one run are read as they come. */
function lookUp({ statuses, ...rest }: TaskFilter): string[] {
  const isOneRun = statuses === undefined ? Object.keys(rest).length === 0 : statuses.length === 1;
  return isOneRun ? [] : [BY_ID];
}

test.for(CASES)('a list of $what reads only the rows of its page', async ({ filter, first, next, after = AFTER }) => {
  const page = await plansOf((reader) => tasksOn(reader).page(filter, undefined, 51));
  expect(stepsOf(page).sort()).toEqual([first, ...lookUp(filter)].sort());
  const later = await plansOf((reader) => tasksOn(reader).page(filter, after, 51));
  expect(stepsOf(later).sort()).toEqual([next, ...lookUp(filter)].sort());
  const count = await plansOf((reader) => tasksOn(reader).count(filter, 1_001));
  expect(stepsOf(count)).toEqual([first]);
  expect(unboundedSorts([...page, ...later, ...count])).toEqual([]);
});

const TAGGED: readonly TaskFilter[] = [{ tag: 'api' }, { tag: 'api', statuses: ['pending', 'in_progress'] }];

test.for(TAGGED)('a list of a tag starts at the tag, %o', async (filter) => {
  const page = await plansOf((reader) => tasksOn(reader).page(filter, undefined, 51));
  expect(stepsOf(page)).toEqual(['SEARCH task_tags USING PRIMARY KEY (tag=?)', BY_ID]);
  const later = await plansOf((reader) => tasksOn(reader).page(filter, AFTER, 51));
  expect(stepsOf(later)).toEqual(['SEARCH task_tags USING PRIMARY KEY (tag=? AND task_id>?)', BY_ID]);
});

test.for(TAGGED)('a list of a tag does not sort all the tasks that have it, %o', async (filter) => {
  const plans = await plansOf(async (reader) => {
    await tasksOn(reader).page(filter, undefined, 51);
    await tasksOn(reader).page(filter, AFTER, 51);
    await tasksOn(reader).count(filter, 1_001);
  });
  expect(unboundedSorts(plans)).toEqual([]);
});

test('one task, its notes, its changes and the counters are looked up by an index', async () => {
  const plans = await plansOf(async (reader) => {
    await tasksOn(reader).find(1);
    await tasksOn(reader).idsStartingWith('1', 1);
    await notesOn(reader).of(1, 10);
    await changesOn(reader).newest(10, { taskId: 1 });
    await changesOn(reader).newest(10, { project: 'web' });
    await changesOn(reader).newest(10, { taskId: 1, after: 5 });
    await changesOn(reader).newest(10, { before: 5 });
    await changesOn(reader).find(5);
    await changesOn(reader).ofGroup(5);
    await changesOn(reader).undosOf(5);
    await logOn(reader).head();
    await logOn(reader).head('web');
    await logOn(reader).since(5, 10);
    await logOn(reader).since(5, 10, 'web');
    await statsOn(reader).tally('web');
    await statsOn(reader).projects('w', 20);
  });
  expect(stepsOf(plans).filter((step) => step.startsWith('SCAN'))).toEqual([]);
  expect(unboundedSorts(plans)).toEqual([]);
});

test('what belongs to each of a list of ids is looked up by an index', async () => {
  const plans = await plansOf(async (reader) => {
    await tasksOn(reader).findMany([1, 2]);
    await tasksOn(reader).subtasks([1, 2]);
    await blockersOn(reader).of([1, 2]);
    await blockersOn(reader).dependents([1, 2]);
    await blockersOn(reader).readyDependents([1, 2]);
    await notesOn(reader).ofMany([1, 2]);
    await sourcesOn(reader).find('elsewhere', ['1', '2']);
  });
  const read = plans.flat().filter(({ detail }) => detail.startsWith('SCAN'));
  expect(read.map(({ detail }) => detail)).toEqual(Array(7).fill('SCAN json_each VIRTUAL TABLE INDEX 1:'));
});

test('leases that are over are found without reading those that are not', async () => {
  const plans = await plansOf((reader) => leasesOn(reader).expired(new Date(), { limit: 100 }));
  expect(plans.flat().filter(({ detail }) => detail.includes('leases'))).toMatchObject([
    { detail: 'SEARCH leases USING INDEX leases_by_until (until<?)' },
    { detail: 'SEARCH leases USING INDEX leases_by_until (until>?)' },
  ]);
});

test('deliveries are found by an index, however many are kept', async () => {
  const at = new Date();
  const plans = await plansOf(async (reader) => {
    const deliveries = deliveriesOn(reader);
    await deliveries.nextAt(1);
    await deliveries.inFlight(1, at);
    await deliveries.claim({ endpointId: 1, now: at, until: at, lease: 'x', limit: 4 });
    await deliveries.purge({ delivered: '', dead: '' }, 9);
    await deliveries.page({ endpointId: 1 }, 9);
    await deliveries.page({ endpointId: 1, state: 'dead' }, 9);
    await deliveries.page({ state: 'pending' }, 9);
    await deliveries.backlog();
  });
  const steps = plans.flat().map(({ detail }) => detail);
  expect(steps.filter((step) => /^SCAN|TEMP B-TREE/.test(step))).toEqual([]);
  expect(steps.filter((step) => step.includes('deliveries_due'))).toHaveLength(2);
});
