import { type Kysely, sql } from 'kysely';
import { NOTES_SEARCHED } from '../../domain/change.ts';
import { notesOn } from '../notes.ts';
import type { Tables } from '../tables.ts';
import { tasksOn } from '../tasks.ts';
import { checkClaim, claimsIn } from './claim.ts';
import type { Target } from './ends.ts';
import { lastOf, PAGE, pagesOf, type Row } from './pages.ts';
import { type MovedTable, TABLES } from './tables.ts';

interface Work {
  readonly target: Target;
  readonly run: string;
  readonly onRows: (count: number) => void;
}

/** Brings over all rows that are not there yet. */
export async function copyRows(from: Kysely<Tables>, work: Work): Promise<void> {
  for (const table of TABLES) {
    await copyTable(from, table, work);
    if (table.name === 'tasks') await setLateParents(from, work);
  }
}

/** What came over last tells where to go on: rows come in the order of their keys, page by page. */
async function copyTable(from: Kysely<Tables>, table: MovedTable, { target, run, onRows }: Work): Promise<void> {
  const { last, count } = await target.write(async (tx) => {
    const { rows } = await sql<{ count: number }>`SELECT count(*) AS count FROM ${sql.table(table.name)}`.execute(tx);
    return { last: await lastOf(tx, table), count: rows[0]?.count ?? 0 };
  });
  onRows(count);
  for await (const page of pagesOf(from, table, last)) {
    const rows = table.name === 'tasks' ? page.map(withoutLateParent) : page;
    await target.write(async (tx) => {
      await checkClaim(tx, run);
      await target.insert(tx, table, rows);
    });
    onRows(rows.length);
  }
}

/** A task may have been put below one that was made after it, which is not there yet. */
function withoutLateParent(row: Row): Row {
  return Number(row.parent_id) > Number(row.id) ? { ...row, parent_id: null } : row;
}

async function setLateParents(from: Kysely<Tables>, { target, run }: Work): Promise<void> {
  for (let after = 0; ; ) {
    const late = from.selectFrom('tasks').select(['id', 'parent_id']).whereRef('parent_id', '>', 'id');
    const page = await late.where('id', '>', after).orderBy('id').limit(PAGE).execute();
    await target.write(async (tx) => {
      await checkClaim(tx, run);
      for (const { id, parent_id } of page)
        await tx.updateTable('tasks').set({ parent_id }).where('id', '=', id).execute();
    });
    const last = page.at(-1);
    if (last === undefined) return;
    after = last.id;
  }
}

/** Makes the search index of what is there, as writing the tasks would have made it. */
export async function indexTasks({ target, run, onRows }: Work): Promise<void> {
  for (let isMore = true; isMore; ) {
    isMore = await target.write(async (tx) => {
      await checkClaim(tx, run);
      const { searched_to } = await claimsIn(tx).selectFrom('migration').selectAll().executeTakeFirstOrThrow();
      const tasks = await tasksOn(tx).page({}, { id: searched_to }, PAGE);
      const last = tasks.at(-1);
      if (last === undefined) return false;
      const notes = await notesOn(tx).ofMany(tasks.map(({ id }) => id));
      const newest = (id: number) => (notes.get(id) ?? []).slice(-NOTES_SEARCHED).map(({ text }) => text);
      await target.index(
        tx,
        tasks.map((task) => ({ task, notes: newest(task.id).reverse() })),
      );
      await claimsIn(tx).updateTable('migration').set({ searched_to: last.id }).execute();
      onRows(tasks.length);
      return true;
    });
  }
}
