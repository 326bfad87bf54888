import { describe, expect, test } from 'vitest';
import { TOOLS } from '../../src/tools/index.ts';
import { promptText } from '../support/prompts.ts';
import { ERAS, openSession, type Session, TRANSPORTS } from '../support/session.ts';

const CORE = [
  'add_task',
  'list_tasks',
  'complete_task',
  'get_task_stats',
  'update_task',
  'delete_task',
  'search_tasks',
];
const ALL = [...CORE, 'get_task', 'add_tasks', 'claim_task', 'get_changes', 'undo'];
const READING = ['list_tasks', 'get_task_stats', 'search_tasks', 'get_task', 'get_changes'];
const READING_CORE = ['list_tasks', 'get_task_stats', 'search_tasks'];

const SETS = [
  ['by default', {}, ALL],
  ['as all', { TOOLS: 'all', READ_ONLY: 'false' }, ALL],
  ['as core', { TOOLS: 'core' }, CORE],
  ['read-only', { READ_ONLY: 'true' }, READING],
  ['read-only as core', { TOOLS: 'core', READ_ONLY: 'true' }, READING_CORE],
] as const;

const namesOf = async ({ client }: Session) => (await client.listTools()).tools.map(({ name }) => name);

/** The tools that a text speaks of. */
const namedIn = (text: string) =>
  TOOLS.map(({ name }) => name).filter((name) => new RegExp(`\\b${name}\\b`).test(text));

describe.each(TRANSPORTS.flatMap((over) => ERAS.map((era) => ({ over, era }))))('over $over, $era era', (options) => {
  test.each(SETS)('%s: what is exposed is listed, in its order', async (_, env, names) => {
    expect(await namesOf(await openSession({ ...options, env }))).toEqual(names);
  });

  test('a tool that is not exposed is as unknown as one that never was', async () => {
    const { client } = await openSession({ ...options, env: { TOOLS: 'core' } });
    await expect(client.callTool({ name: 'get_task', arguments: { task_id: 1 } })).rejects.toMatchObject({
      code: -32602,
      message: 'Unknown tool: get_task',
    });
  });

  test('a read-only server says why it does not know a writing tool, and only of those it would have', async () => {
    const { client } = await openSession({ ...options, env: { TOOLS: 'core', READ_ONLY: 'true' } });
    for (const [name, says] of [
      ['add_task', 'Unknown tool: add_task (this server is read-only)'],
      ['add_tasks', 'Unknown tool: add_tasks'],
      ['nope', 'Unknown tool: nope'],
    ] as const) {
      const call = client.callTool({ name, arguments: { title: 'Sneaked in' } });
      await expect(call).rejects.toMatchObject({ code: -32602, message: says });
    }
  });
});

test.each(SETS)('%s: descriptions, instructions and prompts name only what is exposed', async (_, env, names) => {
  const session = await openSession({ env });
  const { client } = session;
  const texts = [
    client.getInstructions() ?? '',
    ...(await client.listTools()).tools.map((tool) => tool.description ?? ''),
  ];
  for (const { name, arguments: args = [] } of (await client.listPrompts()).prompts) {
    const needed = args.filter(({ required }) => required).map((argument) => [argument.name, 'x']);
    if (name !== 'handoff') texts.push(await promptText(session, name, Object.fromEntries(needed)));
  }
  for (const text of texts) {
    expect(text).toMatch(/\S$/);
    for (const named of namedIn(text)) expect(names, text).toContain(named);
  }
});

test('what goes with a tool are whole sentences', async () => {
  const { client } = await openSession({ env: { TOOLS: 'core' } });
  const [addTask] = (await client.listTools()).tools;
  expect(addTask?.description).toBe('Add one task to the shared list.');
  expect(client.getInstructions()?.split('\n')).toMatchObject([
    expect.stringMatching(/^One task list .*conversation\.$/),
    expect.stringMatching(
      /^Before work: list_tasks with status "open"\. While you work: .* When done: complete_task\.$/,
    ),
    expect.stringMatching(/^Tasks are named by number/),
  ]);
});

test('a read-only server tells the model that it is', async () => {
  const { client } = await openSession({ env: { READ_ONLY: 'true' } });
  expect(client.getInstructions()?.split('\n')).toMatchObject([
    expect.stringMatching(/^One task list/),
    'Before work: list_tasks with status "open". The details of one: get_task.',
    expect.stringMatching(/^Tasks are named by number/),
    'This server is read-only.',
  ]);
});

test('a prompt that could only end in writing is not there on a read-only server', async () => {
  const { client } = await openSession({ env: { READ_ONLY: 'true' } });
  const { prompts } = await client.listPrompts();
  expect(prompts.map(({ name }) => name)).toEqual(['plan_day', 'triage', 'standup', 'weekly_review']);
  const get = client.getPrompt({ name: 'plan_project', arguments: { goal: 'Ship it' } });
  await expect(get).rejects.toMatchObject({ code: -32602, message: 'Unknown prompt: plan_project' });
  const ref = { type: 'ref/prompt', name: 'handoff' } as const;
  const complete = client.complete({ ref, argument: { name: 'task_id', value: '' } });
  await expect(complete).rejects.toMatchObject({ code: -32602, message: 'Unknown prompt: handoff' });
});

test('a project is planned with the tools there are', async () => {
  const core = await openSession({ env: { TOOLS: 'core' } });
  expect(await promptText(core, 'plan_project', { goal: 'Ship it' })).toMatch(
    /after I agree create each with add_task\.$/,
  );
});

test('a title that names a tool is shown, whatever is exposed', async () => {
  const { database, ...session } = await openSession();
  await session.client.callTool({ name: 'add_task', arguments: { title: 'Try add_tasks. And get_task' } });
  const reader = await openSession({ database, env: { TOOLS: 'core', READ_ONLY: 'true' } });
  for (const prompt of ['plan_day', 'triage', 'weekly_review'])
    expect(await promptText(reader, prompt)).toContain('○ #1: Try add_tasks. And get_task [medium]');
});

test('a read-only server reads what others write', async () => {
  const writer = await openSession();
  const reader = await openSession({ database: writer.database, env: { READ_ONLY: 'true' } });
  await writer.text('add_task', { title: 'Review PR' });
  expect(await reader.text('list_tasks')).toBe('○ #1: Review PR [medium]');
  expect(await reader.text('search_tasks', { query: 'review' })).toContain('#1: Review PR');
  expect(await reader.resource('tasks://stats')).toMatchObject({ total: 1 });
});
