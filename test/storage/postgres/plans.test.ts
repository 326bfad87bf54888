import { type CompiledQuery, Kysely } from 'kysely';
import { expect, test } from 'vitest';
import { z } from 'zod';
import type { Position, TaskFilter, Tx } from '../../../src/domain/store.ts';
import { dialectOf } from '../../../src/storage/postgres/driver.ts';
import { logOn } from '../../../src/storage/postgres/log.ts';
import { endPool, newPool } from '../../../src/storage/postgres/pool.ts';
import { reserveIds } from '../../../src/storage/postgres/reserve-ids.ts';
import { searchOn } from '../../../src/storage/postgres/search.ts';
import { StatementNames } from '../../../src/storage/postgres/statement-names.ts';
import { txOn } from '../../../src/storage/store.ts';
import type { Tables } from '../../../src/storage/tables.ts';
import { tamper } from '../../support/beside.ts';
import { openSession } from '../../support/session.ts';

const TASKS = 30_000;
const LIMIT = 10;
/** A page of up to three runs, one for each status, and what each of its rows is looked up by. */
const MOST_OF_PAGE = 6 * LIMIT;
const AFTER: Position = { id: TASKS / 2, due: '2026-06-01', priority: 'medium' };

/** As many as no plan can read unnoticed: each with a tag and a change, every tenth done. */
const FILL = [
  `INSERT INTO tasks (title, description, priority, status, project, tags, due, assignee, version, created_at, updated_at,
      completed_at, created_by, blocked_by)
    SELECT 'Task ' || n, '', n % 3, CASE n % 10 WHEN 0 THEN 2 WHEN 1 THEN 1 ELSE 0 END, 'project-' || n % 40,
      '["tag-' || n % 8 || '"]', CASE n % 3 WHEN 0 THEN to_char(date '2026-01-01' + n % 365, 'YYYY-MM-DD') END,
      'person-' || n % 5, 1, '2026-01-01T00:00:00.000Z', '2026-01-01T00:00:00.000Z', NULL, 'ada', '[]'
    FROM generate_series(1, ${TASKS}) AS n`,
  "INSERT INTO task_tags SELECT 'tag-' || id % 8, id FROM tasks",
  `INSERT INTO changes (at, actor, kind, task_id, version, project)
    SELECT created_at, 'ada', 'task.created', id, 1, project FROM tasks ORDER BY id`,
  'ANALYZE',
];

const Plan = z.looseObject({
  'Node Type': z.string(),
  'Actual Rows': z.number(),
  'Actual Loops': z.number(),
  'Rows Removed by Filter': z.number().default(0),
  get Plans() {
    return z.array(Plan).default([]);
  },
});

const Explained = z.object({ 'QUERY PLAN': z.tuple([z.object({ Plan })]) });

/** Rows that the plan reads from tables and indexes, whether or not they are used. */
function rowsRead(plan: z.infer<typeof Plan>): number {
  const isScan = /Scan$/.test(plan['Node Type']) && !/^(Subquery|CTE|Function|Values)/.test(plan['Node Type']);
  const own = isScan ? (plan['Actual Rows'] + plan['Rows Removed by Filter']) * plan['Actual Loops'] : 0;
  return plan.Plans.reduce((sum, below) => sum + rowsRead(below), own);
}

/** How many rows a statement that `work` really executes reads, at most. */
async function mostRead(url: string, work: (tx: Tx) => Promise<unknown>): Promise<number> {
  const pool = newPool(url, { max: 1 });
  const statements: CompiledQuery[] = [];
  const dialect = dialectOf(pool, { begin: 'read', names: new StatementNames() });
  const reader = new Kysely<Tables>({ dialect, log: ({ query }) => void statements.push(query) });
  try {
    const differs = { searchOn, logOn, reserveIds, now: async () => new Date() };
    await reader.transaction().execute((tx) => work(txOn(tx, differs)));
    return await reader.transaction().execute(async (tx) => {
      const read: number[] = [];
      for (const query of [...statements]) {
        const { rows } = await tx.executeQuery({ ...query, sql: `EXPLAIN (ANALYZE, FORMAT JSON) ${query.sql}` });
        read.push(
          ...z
            .array(Explained)
            .parse(rows)
            .map((row) => rowsRead(row['QUERY PLAN'][0].Plan)),
        );
      }
      expect(read.length).toBeGreaterThan(0);
      return Math.max(...read);
    });
  } finally {
    await endPool(pool);
  }
}

const FILTERS: readonly TaskFilter[] = [
  {},
  { statuses: ['pending', 'in_progress'] },
  { statuses: ['completed'] },
  { priority: 'high' },
  { project: 'project-3' },
  { project: 'project-3', statuses: ['pending'] },
  { assignee: 'person-1' },
  { dueBefore: '2026-12-01' },
  { tag: 'tag-3' },
  { ready: true },
  { ready: true, project: 'project-3' },
];

test('what a call reads does not grow with the list', async () => {
  const { database } = await openSession();
  for (const statement of FILL) await tamper(database, statement);
  const read: Record<string, number> = {};
  const note = async (what: string, work: (tx: Tx) => Promise<unknown>, most: number) => {
    const rows = await mostRead(database, work);
    if (rows > most) read[what] = rows;
  };
  for (const filter of FILTERS) {
    const what = JSON.stringify(filter);
    await note(`page ${what}`, (tx) => tx.tasks.page(filter, undefined, LIMIT), MOST_OF_PAGE);
    await note(`later page ${what}`, (tx) => tx.tasks.page(filter, AFTER, LIMIT), MOST_OF_PAGE);
    await note(`count ${what}`, (tx) => tx.tasks.count(filter, LIMIT), MOST_OF_PAGE);
  }
  await note('one task', (tx) => tx.tasks.find(TASKS / 2), 1);
  await note('some tasks', (tx) => tx.tasks.findMany([1, 2, 3]), 6);
  await note('changes of a task', (tx) => tx.changes.newest(LIMIT, { taskId: 5 }), LIMIT);
  await note('newest changes', (tx) => tx.changes.newest(LIMIT, {}), LIMIT);
  await note('changes after one', (tx) => tx.changes.since(TASKS / 2, LIMIT), 2 * LIMIT);
  await note('changes of a project after one', (tx) => tx.changes.since(TASKS / 2, LIMIT, 'project-3'), 2 * LIMIT);
  await note('the last change', (tx) => tx.changes.head(), LIMIT);
  expect(read).toEqual({});
});
