import { expect, test } from 'vitest';
import { openSession } from '../support/session.ts';

const TASK_FIELDS = 'title, description, priority, project, tags, due, assignee, parent_id, blocked_by';
const TAKES = {
  add_task: `${TASK_FIELDS}, idempotency_key`,
  list_tasks: 'priority_filter, status, project, tag, assignee, due_before, limit, cursor',
  complete_task: 'task_id, note, lease, idempotency_key',
  get_task_stats: 'project',
  update_task:
    'task_id, title, description, priority, status, project, tags, due, assignee, parent_id, blocked_by, note, expected_version, lease, idempotency_key',
  delete_task: 'task_id, include_subtasks, idempotency_key',
  search_tasks: 'query, status, project, limit, cursor',
  get_task: 'task_id',
  add_tasks: 'tasks, project, idempotency_key',
  get_changes: 'since, wait_seconds, project, limit',
} as const;

/** The least that each tool is content with. */
const MINIMAL = {
  add_task: { title: 'Review PR' },
  list_tasks: {},
  complete_task: { task_id: 1 },
  get_task_stats: {},
  update_task: { task_id: 1, priority: 'low' },
  delete_task: { task_id: 1 },
  search_tasks: { query: 'review' },
  get_task: { task_id: 1 },
  add_tasks: { tasks: [{ title: 'Review PR' }] },
  get_changes: {},
} as const;

const TOOLS = [
  'add_task',
  'list_tasks',
  'complete_task',
  'get_task_stats',
  'update_task',
  'delete_task',
  'search_tasks',
  'get_task',
  'add_tasks',
  'get_changes',
] as const;

test.each(TOOLS)('%s refuses an unknown argument and names those that it takes', async (tool) => {
  const session = await openSession();
  expect(await session.failure(tool, { ...MINIMAL[tool], due_date: '2026-11-25' })).toBe(
    `Error: unknown argument 'due_date'\n${tool} takes: ${TAKES[tool]}.`,
  );
});

test.each([
  ['add_task', ['ref', 'status', 'completed']],
  ['list_tasks', ['ready', 'parent_id']],
  ['complete_task', ['expected_version']],
  ['delete_task', ['lease']],
  ['search_tasks', ['tag', 'assignee']],
  ['add_tasks', ['ref']],
] as const)('%s does not take %o', async (tool, names) => {
  const session = await openSession();
  for (const name of names)
    expect(await session.failure(tool, { ...MINIMAL[tool], [name]: 1 })).toContain(`unknown argument '${name}'`);
});

test('several unknown arguments are named at once', async () => {
  const session = await openSession();
  expect(await session.failure('get_task', { task_id: 1, id: 1, full: true })).toContain(
    "unknown argument 'id', 'full'",
  );
});

test.each(['redo', 'ADD_TASK', '', '__proto__', 'constructor'])('there is no tool %j', async (name) => {
  const session = await openSession();
  await expect(session.call(name)).rejects.toMatchObject({ code: -32602, message: `Unknown tool: ${name}` });
});

test('an error carries its code and no structured data, which older clients would check', async () => {
  const session = await openSession();
  for (const [tool, args, code] of [
    ['add_task', {}, 'invalid'],
    ['get_task', { task_id: 9 }, 'not_found'],
    ['search_tasks', { query: '!' }, 'invalid'],
  ] as const) {
    const result = await session.call(tool, args);
    expect(result).toMatchObject({ isError: true, _meta: { 'task-manager/error': code } });
    expect(result).not.toHaveProperty('structuredContent');
  }
});

test('a long wrong value is shown in part', async () => {
  const session = await openSession();
  expect(await session.failure('add_task', { title: 'Review PR', priority: 'x'.repeat(500) })).toBe(
    `Error: priority must be low, medium or high, not "${'x'.repeat(59)}…\nCorrect it and call add_task again.`,
  );
});

test('a hostile name of an argument does no harm', async () => {
  const session = await openSession();
  const args: Record<string, unknown> = JSON.parse('{"title":"Review PR","__proto__":{"priority":"high"}}');
  await session.call('add_task', args);
  expect(await session.text('add_task', { title: 'Review PR' })).toContain('(medium)');
  expect({}).not.toHaveProperty('priority');
});
