import fc from 'fast-check';
import { expect, test } from 'vitest';
import { audit } from '../support/audit.ts';
import { ASSIGNEES, DAYS, type Expected, Model, PROJECTS, type Step, steps, TAGS, WORDS } from '../support/model.ts';
import { openSession, type Session } from '../support/session.ts';

async function perform(session: Session, model: Model, step: Step): Promise<void> {
  if (step.do === 'add') {
    await session.text('add_tasks', { tasks: step.tasks });
    for (const task of step.tasks) model.add(task);
    return;
  }
  const task_id = model.idAt(step.pick);
  if (task_id === undefined) return;
  if (step.do === 'delete') {
    await session.text('delete_task', { task_id });
    model.tasks.delete(task_id);
    return;
  }
  const note = step.note === undefined ? {} : { note: step.note };
  if (step.do === 'complete') {
    await session.text('complete_task', { task_id, ...note });
    model.update(task_id, { status: 'completed' });
    return;
  }
  if (Object.keys({ ...step.fields, ...note }).length === 0) return;
  await session.text('update_task', { task_id, ...step.fields, ...note });
  model.update(task_id, step.fields);
}

/** The ids of a whole list, read page by page, two rows at a time. */
async function idsOf(session: Session, tool: string, filter: Record<string, unknown>): Promise<number[]> {
  const ids: number[] = [];
  let cursor = {};
  for (;;) {
    const { tasks, next_cursor } = await session.data(tool, { limit: 2, ...filter, ...cursor });
    if (Array.isArray(tasks)) ids.push(...tasks.map(({ id }) => Number(id)));
    if (next_cursor === undefined) return ids;
    cursor = { cursor: next_cursor };
  }
}

const STATUS_FILTERS: Record<string, (task: Expected) => boolean> = {
  open: ({ status }) => status !== 'completed',
  pending: ({ status }) => status === 'pending',
  in_progress: ({ status }) => status === 'in_progress',
  completed: ({ status }) => status === 'completed',
};

/** Every single filter, and project with status, with what it should let through. */
const FILTERS: readonly (readonly [filter: Record<string, unknown>, matches: (task: Expected) => boolean])[] = [
  [{}, () => true],
  ...Object.entries(STATUS_FILTERS).map(([status, matches]) => [{ status }, matches] as const),
  ...['low', 'medium', 'high'].map(
    (level) => [{ priority_filter: level }, ({ priority }: Expected) => priority === level] as const,
  ),
  ...PROJECTS.map((name) => [{ project: name }, ({ project }: Expected) => project === name] as const),
  ...PROJECTS.map(
    (name) =>
      [
        { project: name, status: 'open' },
        ({ project, status }: Expected) => project === name && status !== 'completed',
      ] as const,
  ),
  ...TAGS.map((tag) => [{ tag }, ({ tags }: Expected) => tags.includes(tag)] as const),
  ...ASSIGNEES.map((name) => [{ assignee: name }, ({ assignee }: Expected) => assignee === name] as const),
];

test('after any calls, lists, statistics, log, counters and search index tell what was done', async () => {
  await fc.assert(
    fc.asyncProperty(steps, async (list) => {
      const session = await openSession();
      const model = new Model();
      for (const step of list) await perform(session, model, step);
      expect(await audit(session.database)).toEqual([]);
      for (const [filter, matches] of FILTERS) {
        expect([filter, await idsOf(session, 'list_tasks', filter)]).toEqual([filter, model.ids(matches)]);
      }
      for (const day of DAYS) {
        const due = ({ due }: Expected) => due !== null && due < day;
        const dueOf = (id: number) => model.tasks.get(id)?.due ?? '';
        const expected = model.ids(due).sort((one, other) => dueOf(one).localeCompare(dueOf(other)) || one - other);
        expect(await idsOf(session, 'list_tasks', { due_before: day })).toEqual(expected);
      }
      const done = model.ids(({ status }) => status === 'completed').length;
      const text = `Tasks: ${model.tasks.size} total, ${done} done, ${model.tasks.size - done} pending.`;
      expect(await session.text('get_task_stats')).toMatch(text);
      await session.client.close();
    }),
    { numRuns: 25 },
  );
});

test('after any calls, a search finds in titles what a reader would, newest first', async () => {
  await fc.assert(
    fc.asyncProperty(steps, async (list) => {
      const session = await openSession();
      const model = new Model();
      for (const step of list)
        await perform(session, model, { ...step, ...('note' in step ? { note: undefined } : {}) });
      for (const word of WORDS) {
        const expected = model.ids(({ title }) => title.split(' ').includes(word)).reverse();
        expect([word, await idsOf(session, 'search_tasks', { query: word })]).toEqual([word, expected]);
      }
      await session.client.close();
    }),
    { numRuns: 25 },
  );
});
