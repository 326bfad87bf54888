import { expect, test } from 'vitest';
import { ERAS, openSession } from '../support/session.ts';
import { addAll, numbered } from '../support/tasks.ts';

/** About four characters make a token. */
const tokens = (text: string) => Math.ceil(text.length / 4);

async function catalog(options: Parameters<typeof openSession>[0] = {}) {
  const { client } = await openSession(options);
  const { tools } = await client.listTools();
  const { resources } = await client.listResources();
  const { resourceTemplates } = await client.listResourceTemplates();
  const { prompts } = await client.listPrompts();
  return { instructions: client.getInstructions() ?? '', tools, resources, resourceTemplates, prompts };
}

test('what hosts see is as it was committed', async () => {
  const seen = `${JSON.stringify(await catalog(), null, 2)}\n`;
  await expect(seen).toMatchFileSnapshot('catalog.snap.json');
});

test('both eras and every connection see the same', async () => {
  const [one, ...others] = await Promise.all([
    ...ERAS.map((era) => catalog({ era, over: 'stdio' })),
    catalog({ name: 'another-host', env: { TASK_PROJECT: 'web' } }),
  ]);
  for (const other of others) expect(other).toEqual(one);
});

test.each([
  [7, 1_150],
  [9, 1_400],
  [12, 1_900],
])('the first %i tools cost at most %i tokens', async (count, most) => {
  const { tools } = await catalog();
  const shown = tools.slice(0, count).map(({ name, description, inputSchema }) => ({ name, description, inputSchema }));
  expect(shown).toHaveLength(count);
  const size = shown.reduce(
    (sum, { name, description = '', inputSchema }) =>
      sum + `${name}${description}${JSON.stringify(inputSchema)}`.length,
    0,
  );
  expect(size / 4).toBeLessThanOrEqual(most);
});

test('the instructions cost at most 150 tokens and name only tools that exist', async () => {
  const { instructions, tools } = await catalog();
  expect(tokens(instructions)).toBeLessThanOrEqual(150);
  const names = tools.map(({ name }) => name);
  for (const word of instructions.match(/\b[a-z]+_tasks?\b/g) ?? []) expect(names).toContain(word);
});

test('a list of twenty tasks with every fact costs at most 450 tokens', async () => {
  const session = await openSession();
  await addAll(
    session,
    numbered(20, (n) => ({
      title: `Task number ${n}`.padEnd(30, ' x'),
      priority: 'medium',
      project: 'web',
      due: '2026-11-25',
      assignee: 'ada',
      tags: ['api'],
    })),
  );
  const text = await session.text('list_tasks');
  expect(text.split('\n')).toHaveLength(20);
  expect(tokens(text)).toBeLessThanOrEqual(450);
});

/** Every schema of an object within a schema. */
function objectsIn(schema: unknown): Record<string, unknown>[] {
  if (typeof schema !== 'object' || schema === null) return [];
  const inside = Object.values(schema).flatMap(objectsIn);
  return 'properties' in schema ? [{ ...schema }, ...inside] : inside;
}

test('every input refuses unknown arguments, also inside, and no output does', async () => {
  for (const { name, inputSchema, outputSchema } of (await catalog()).tools) {
    for (const object of objectsIn(inputSchema)) expect(object, name).toHaveProperty('additionalProperties', false);
    expect(objectsIn(outputSchema).length).toBeGreaterThan(0);
    for (const object of objectsIn(outputSchema))
      expect(object, name).not.toHaveProperty('additionalProperties', false);
  }
});

test('the schemas say nothing that only costs tokens', async () => {
  const text = JSON.stringify((await catalog()).tools);
  expect(text).not.toContain('$schema');
  expect(text).not.toContain(String(Number.MAX_SAFE_INTEGER));
  expect(text).not.toContain('"pattern"');
  expect(text).not.toMatch(/"minimum":[01]\b/);
});

test('the longest title stands in the schemas as it is set', async () => {
  const limits = (most: number) => ({ minLength: 3, maxLength: most });
  for (const [env, most] of [
    [{}, 50],
    [{ TASK_TITLE_MAX: '200' }, 200],
  ] as const) {
    const { tools } = await catalog({ env });
    const byName = Object.fromEntries(tools.map((tool) => [tool.name, tool.inputSchema.properties]));
    expect(byName.add_task).toMatchObject({ title: limits(most) });
    expect(byName.update_task).toMatchObject({ title: limits(most) });
    expect(byName.add_tasks).toMatchObject({ tasks: { items: { properties: { title: limits(most) } } } });
  }
});

const EFFECTS = {
  add_task: 'add',
  list_tasks: 'read',
  complete_task: 'change',
  get_task_stats: 'read',
  update_task: 'change',
  delete_task: 'delete',
  search_tasks: 'read',
  get_task: 'read',
  add_tasks: 'add',
  claim_task: 'change',
  get_changes: 'read',
  undo: 'change',
} as const;
const HINTS = {
  read: { readOnlyHint: true, openWorldHint: false },
  add: { readOnlyHint: false, destructiveHint: false, idempotentHint: false, openWorldHint: false },
  change: { readOnlyHint: false, destructiveHint: false, idempotentHint: true, openWorldHint: false },
  delete: { readOnlyHint: false, destructiveHint: true, idempotentHint: true, openWorldHint: false },
} as const;

test.each(Object.entries(EFFECTS))('%s has title and description, and is annotated as %s', async (name, effect) => {
  const tool = (await catalog()).tools.find((each) => each.name === name);
  expect(tool?.title).toMatch(/^[A-Z]/);
  expect(tool?.description).toMatch(/^[A-Z].*\.$/);
  expect(tool?.annotations).toEqual(HINTS[effect]);
});

test('the order of the tools is fixed: the tutorial, its next steps, then ours', async () => {
  expect((await catalog()).tools.map(({ name }) => name)).toEqual(Object.keys(EFFECTS));
});
