import fc from 'fast-check';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { audit } from '../support/audit.ts';
import { look } from '../support/beside.ts';
import { ASSIGNEES, DAYS, PROJECTS, TAGS, WORDS } from '../support/model.ts';
import { openSession, type Session } from '../support/session.ts';

/** A call of a tool; numbers named `…pick` choose among the tasks that are there when it comes to it. */
type Step =
  | { readonly do: 'add'; readonly fields: Fields }
  | { readonly do: 'plan'; readonly tasks: readonly Fields[] }
  | { readonly do: 'update'; readonly pick: number; readonly fields: Fields }
  | { readonly do: 'complete'; readonly pick: number; readonly note: string | undefined }
  | { readonly do: 'delete'; readonly pick: number };

type Fields = Readonly<Record<string, unknown>> & {
  readonly parentPick?: number | null | undefined;
  readonly blockerPicks?: readonly number[] | undefined;
};

const title = fc.tuple(fc.constantFrom(...WORDS), fc.constantFrom(...WORDS)).map((words) => words.join(' '));
const note = fc.option(fc.constantFrom(...WORDS), { nil: undefined });
const pick = fc.nat(30);
const facts = {
  description: fc.constantFrom('Look at it.', 'Äpfel\nund Birnen'),
  priority: fc.constantFrom('low', 'medium', 'high'),
  project: fc.constantFrom(...PROJECTS),
  tags: fc.subarray([...TAGS]),
  due: fc.constantFrom(...DAYS),
  assignee: fc.constantFrom(...ASSIGNEES),
};
const some = { requiredKeys: [] };
const relations = { parentPick: pick, blockerPicks: fc.array(pick, { maxLength: 2 }) };
const draft = fc
  .tuple(title, fc.record({ ...facts, ...relations }, some))
  .map(([words, rest]): Fields => ({ title: words, ...rest }));
const cleared = Object.fromEntries(
  Object.entries(facts).map(([name, values]) => [name, name === 'priority' ? values : fc.option<unknown>(values)]),
);
const status = fc.constantFrom('pending', 'in_progress', 'completed');
const patch: fc.Arbitrary<Fields> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ title, ...cleared, status, note: fc.constantFrom(...WORDS) }, some) },
  { weight: 2, arbitrary: fc.record({ ...relations, parentPick: fc.option(pick) }, some) },
);
const of = <Name extends Step['do']>(name: Name) => fc.constant(name);
const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    { weight: 3, arbitrary: fc.record({ do: of('add'), fields: draft }) },
    { weight: 2, arbitrary: fc.record({ do: of('plan'), tasks: fc.array(draft, { minLength: 2, maxLength: 4 }) }) },
    { weight: 6, arbitrary: fc.record({ do: of('update'), pick, fields: patch }) },
    { weight: 3, arbitrary: fc.record({ do: of('complete'), pick, note }) },
    { weight: 2, arbitrary: fc.record({ do: of('delete'), pick }) },
  ),
  { minLength: 1, maxLength: 25 },
);

/** The live part of the database without what may only move on: versions and times of change. */
function stateOf({ database }: Session) {
  const live = 'SELECT id FROM tasks WHERE deleted_at IS NULL';
  return look(database, async ({ all }) => ({
    tasks: (await all(`SELECT * FROM tasks WHERE id IN (${live}) ORDER BY id`)).map(
      ({ version: _, updated_at: __, ...same }) => same,
    ),
    tags: await all('SELECT * FROM task_tags ORDER BY task_id, tag'),
    blockers: await all(`SELECT * FROM blockers WHERE task_id IN (${live}) ORDER BY task_id, blocker_id`),
    notes: await all(`SELECT * FROM notes WHERE removed_at IS NULL AND task_id IN (${live}) ORDER BY id`),
    counts: await all(`SELECT project, priority, status, sum(count) AS count FROM counts
      GROUP BY project, priority, status HAVING sum(count) <> 0 ORDER BY project, priority, status`),
  }));
}

type State = Awaited<ReturnType<typeof stateOf>>;

/** What the step asks for, given the tasks that there are; undefined where there are none. */
function toCall(step: Step, { tasks }: State): readonly [tool: string, args: Record<string, unknown>] | undefined {
  const at = (place: number) => tasks[place % tasks.length]?.id;
  const resolved = ({ parentPick, blockerPicks, ...fields }: Fields) => ({
    ...fields,
    ...(parentPick === null ? { parent_id: null } : parentPick !== undefined && { parent_id: at(parentPick) }),
    ...(blockerPicks !== undefined && tasks.length > 0 && { blocked_by: blockerPicks.map(at) }),
  });
  if (step.do === 'add') return ['add_task', resolved(step.fields)];
  if (step.do === 'plan') return ['add_tasks', { tasks: step.tasks.map((fields, place) => planned(fields, place)) }];
  const task_id = at(step.pick);
  if (task_id === undefined) return undefined;
  if (step.do === 'update') return ['update_task', { task_id, ...resolved(step.fields) }];
  if (step.do === 'complete') return ['complete_task', { task_id, ...(step.note && { note: step.note }) }];
  return ['delete_task', { task_id, include_subtasks: true }];
}

/** Tasks of a plan name each other, in whichever direction makes no circle. */
function planned({ parentPick, blockerPicks = [], ...fields }: Fields, place: number) {
  const later = (by: number) => `t${place + 1 + (by % 2)}`;
  return {
    ...fields,
    ref: `t${place}`,
    ...(place > 0 && parentPick != null && { parent_id: `t${parentPick % place}` }),
    ...(place === 0 && { blocked_by: blockerPicks.slice(0, 1).map(() => later(0)) }),
  };
}

const Written = z.object({ change_id: z.int().optional() });

test('undoing everything, the newest first, leads back step by step, and redoing it forth again', async () => {
  await fc.assert(
    fc.asyncProperty(steps, async (list) => {
      const session = await openSession();
      const states: State[] = [await stateOf(session)];
      const groups: number[] = [];
      for (const step of list) {
        const call = toCall(step, await stateOf(session));
        if (call === undefined) continue;
        // A random step may be refused, as one that would make a circle.
        const { isError, structuredContent } = await session.call(...call);
        const { change_id } = isError === true ? {} : Written.parse(structuredContent);
        if (change_id === undefined) continue;
        groups.push(change_id);
        states.push(await stateOf(session));
      }
      const undos: number[] = [];
      for (const [index, group] of [...groups.entries()].reverse()) {
        const { change_id } = Written.parse(await session.data('undo'));
        undos.push(change_id ?? 0);
        expect([group, await stateOf(session)]).toEqual([group, states[index]]);
      }
      expect(await session.failure('undo')).toContain('could be undone');
      expect(await audit(session.database)).toEqual([]);
      for (const [index] of groups.entries()) {
        await session.text('undo', { change_id: undos.at(-1 - index) });
        expect([index, await stateOf(session)]).toEqual([index, states[index + 1]]);
      }
      expect(await audit(session.database)).toEqual([]);
      await session.client.close();
    }),
    { numRuns: 40 },
  );
});
