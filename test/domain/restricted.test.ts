import { expect, test } from 'vitest';
import type { Call } from '../../src/domain/call.ts';
import { listChanges } from '../../src/domain/list-changes.ts';
import { knownProject, projectNames } from '../../src/domain/projects.ts';
import { taskIds } from '../../src/domain/task-ids.ts';
import { standup } from '../../src/prompts/standup.ts';
import { RESOURCES } from '../../src/resources/index.ts';
import { audit } from '../support/audit.ts';
import { openList, tell } from '../support/list.ts';

const ONLY_WEB = 'you may see and change tasks of project "web" only';

/** #1 of web, #2 of api, #3 of none; and somebody who may see web only. */
async function threeProjects() {
  const list = await openList();
  await tell(list.everything, 'add_task', { title: 'Paint page', project: 'web' });
  await tell(list.everything, 'add_task', { title: 'Paint secret', project: 'api', description: 'hidden words' });
  await tell(list.everything, 'add_task', { title: 'Paint nothing secret' });
  return { ...list, web: list.as({ project: 'web' }) };
}

const failure = (call: Call, name: string, args: Record<string, unknown>) =>
  tell(call, name, args).then(
    (text) => `no failure: ${text}`,
    (error: Error) => error.message,
  );

test.each([{}, { project: '*' }, { status: 'ready' }, { status: 'all', project: '*' }])(
  'a list of %o holds the tasks of the project only',
  async (args) => {
    const { web } = await threeProjects();
    expect(await tell(web, 'list_tasks', args)).toBe('○ #1: Paint page [medium] +web');
  },
);

test('what is asked of another project is as empty as one that never was', async () => {
  const { web } = await threeProjects();
  for (const tool of ['list_tasks', 'search_tasks', 'get_changes', 'get_task_stats']) {
    const args = tool === 'search_tasks' ? { query: 'paint' } : {};
    const [api, never] = [
      await tell(web, tool, { ...args, project: 'api' }),
      await tell(web, tool, { ...args, project: 'never' }),
    ];
    expect(api.replaceAll('api', 'never'), tool).toBe(never);
  }
  await expect(knownProject(web, 'api')).rejects.toThrow('Project "api" not found.');
});

test('counts, search, history, names and ids tell nothing of other tasks', async () => {
  const { web } = await threeProjects();
  expect(await tell(web, 'get_task_stats', { project: '*' })).toContain('1 total');
  expect(await tell(web, 'search_tasks', { query: 'paint', project: '*' })).not.toContain('secret');
  expect(await tell(web, 'get_changes', { project: '*' })).not.toContain('secret');
  expect((await listChanges(web, 100)).map(({ task_id }) => task_id)).toEqual([1]);
  expect(await projectNames(web, '')).toEqual(['web']);
  expect(await taskIds(web, '')).toEqual(['1']);
  expect(await standup.text(web, {}, (ours) => ours)).not.toContain('secret');
  // One that asks for a scope of its own is refused altogether.
  for (const { uri, read } of RESOURCES.filter((each) => each.scope === undefined && !/\{(?!\?)/.test(each.uri)))
    expect(JSON.stringify(await read(web, {})), uri).not.toContain('secret');
});

test.each([
  ['get_task', {}],
  ['update_task', { priority: 'high' }],
  ['complete_task', {}],
  ['delete_task', {}],
  ['claim_task', {}],
])('%s knows no task of another project', async (tool, args) => {
  const { web, database } = await threeProjects();
  for (const task_id of [2, 3, 99])
    expect(await failure(web, tool, { task_id, ...args })).toBe(`Task #${task_id} not found.`);
  expect(await audit(database)).toEqual([]);
});

test('a task that was deleted elsewhere is not found either', async () => {
  const { web, everything } = await threeProjects();
  await tell(everything, 'delete_task', { task_id: 2 });
  expect(await failure(web, 'delete_task', { task_id: 2 })).toBe('Task #2 not found.');
  await tell(web, 'delete_task', { task_id: 1 });
  expect(await tell(web, 'delete_task', { task_id: 1 })).toContain('Task #1');
});

test('what is added is added to the project, and nowhere else', async () => {
  const { web } = await threeProjects();
  expect(await tell(web, 'add_task', { title: 'More paint' })).toContain('Created task #4');
  expect(await tell(web, 'list_tasks')).toContain('#4: More paint [medium] +web');
  expect(await failure(web, 'add_task', { title: 'Sneaked in', project: 'api' })).toBe(ONLY_WEB);
  expect(await failure(web, 'add_tasks', { tasks: [{ title: 'Sneaked in', project: 'api' }] })).toBe(ONLY_WEB);
});

test.each(['api', null])('a task cannot be moved out of the project, to %s', async (project) => {
  const { web, database } = await threeProjects();
  expect(await failure(web, 'update_task', { task_id: 1, project })).toBe(ONLY_WEB);
  expect(await tell(web, 'update_task', { task_id: 1, project: 'web', title: 'Page' })).toContain('#1 updated');
  expect(await audit(database)).toEqual([]);
});

test('relations to tasks elsewhere cannot be made; those that are show a number only, and still block', async () => {
  const { web, everything } = await threeProjects();
  expect(await failure(web, 'update_task', { task_id: 1, blocked_by: [2] })).toContain('names #2, which is no task');
  await tell(everything, 'update_task', { task_id: 1, blocked_by: [2] });
  expect(await tell(web, 'get_task', { task_id: 1 })).not.toContain('secret');
  expect(await failure(web, 'claim_task', { task_id: 1 })).toBe('task #1 is blocked by #2');
  expect(await tell(web, 'update_task', { task_id: 1, priority: 'high' })).toContain('medium → high');
});

test('a cycle that leads through another project is found', async () => {
  const { web, everything } = await threeProjects();
  await tell(everything, 'add_task', { title: 'Second page', project: 'web' });
  await tell(everything, 'update_task', { task_id: 2, blocked_by: [4] });
  await tell(everything, 'update_task', { task_id: 1, blocked_by: [2] });
  expect(await failure(web, 'update_task', { task_id: 4, blocked_by: [1] })).toContain('would make a cycle');
});

test('a task with subtasks elsewhere is not deleted from under them', async () => {
  const { web, everything, database } = await threeProjects();
  await tell(everything, 'update_task', { task_id: 2, parent_id: 1 });
  expect(await failure(web, 'delete_task', { task_id: 1, include_subtasks: true })).toBe(
    'task #1 has subtasks in another project',
  );
  expect(await audit(database)).toEqual([]);
});

test('who works in the project can do all that anybody can there', async () => {
  const { web, database } = await threeProjects();
  await tell(web, 'add_tasks', {
    tasks: [
      { title: 'First', ref: 'a' },
      { title: 'Second', blocked_by: ['a'] },
    ],
  });
  await tell(web, 'claim_task', { task_id: 4, minutes: 5 });
  await tell(web, 'delete_task', { task_id: 1 });
  expect(await tell(web, 'list_tasks')).toBe('▶ #4: First [medium] +web\n○ #5: Second [medium] +web blocked by #4');
  expect(await audit(database)).toEqual([]);
});

test('a call that also changed tasks elsewhere cannot be looked into, nor taken back', async () => {
  const { web, everything } = await threeProjects();
  const tasks = ['web', 'web', 'api'].map((project, index) => ({ title: `Task ${index}`, project }));
  await tell(everything, 'add_tasks', { tasks });
  await tell(everything, 'add_tasks', { tasks: tasks.slice(0, 2) });
  const idsOf = (group: number) =>
    web.store.read(async (tx) => (await tx.changes.ofGroup(group)).map(({ task_id }) => task_id));
  await expect(idsOf(4)).rejects.toThrow('change 4 also changed tasks of other projects');
  await expect(web.store.read((tx) => tx.changes.undosOf(4))).rejects.toThrow('of other projects');
  expect(await idsOf(7)).toEqual([7, 8]);
  expect(await idsOf(2)).toEqual([]);
});
