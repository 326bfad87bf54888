import { expect, test } from 'vitest';
import { ERAS, openSession } from '../support/session.ts';

test('the prompts come in one order with their arguments', async () => {
  const { client } = await openSession();
  const { prompts } = await client.listPrompts();
  expect(
    prompts.map(({ name, arguments: args = [] }) => [name, args.map((each) => [each.name, each.required])]),
  ).toEqual([
    ['plan_project', [['goal', true]]],
    ['plan_day', [['focus', false]]],
    ['triage', [['project', false]]],
    ['standup', [['since', false]]],
    ['weekly_review', []],
    ['handoff', [['task_id', true]]],
  ]);
});

test('every prompt and argument has a description, every prompt a title', async () => {
  const { client } = await openSession();
  for (const prompt of (await client.listPrompts()).prompts) {
    expect(prompt).toMatchObject({ title: expect.stringMatching(/./), description: expect.stringMatching(/./) });
    for (const argument of prompt.arguments ?? []) expect(argument.description).toMatch(/./);
  }
});

test('every prompt that needs no argument is given on an empty list', async () => {
  const { client } = await openSession();
  for (const name of ['plan_day', 'triage', 'standup', 'weekly_review']) {
    const { description, messages } = await client.getPrompt({ name });
    expect(description).toMatch(/./);
    expect(messages).toMatchObject([{ role: 'user', content: { type: 'text' } }]);
  }
});

test('an unknown prompt is refused in both eras', async () => {
  for (const era of ERAS) {
    const { client } = await openSession({ era });
    await expect(client.getPrompt({ name: 'nope' })).rejects.toMatchObject({
      code: -32602,
      message: 'Unknown prompt: nope',
    });
  }
});

test.each([
  ['plan_project', {}, "'goal' is required"],
  ['plan_project', { goal: '  ' }, "'goal' is required"],
  ['handoff', {}, "'task_id' is required"],
])('%s with %o is refused, naming what is missing', async (name, args, message) => {
  const { client } = await openSession();
  await expect(client.getPrompt({ name, arguments: args })).rejects.toMatchObject({ code: -32602, message });
});

test('an unknown prompt is not completed, an unknown argument has no values', async () => {
  const { client } = await openSession();
  const complete = (prompt: string, name: string) =>
    client.complete({ ref: { type: 'ref/prompt', name: prompt }, argument: { name, value: '' } });
  await expect(complete('nope', 'goal')).rejects.toMatchObject({ code: -32602, message: 'Unknown prompt: nope' });
  expect(await complete('plan_project', 'goal')).toMatchObject({ completion: { values: [] } });
  expect(await complete('triage', 'nope')).toMatchObject({ completion: { values: [] } });
});
