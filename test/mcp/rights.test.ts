import { expect, test } from 'vitest';
import { expose } from '../../src/mcp/exposure.ts';
import { TOOLS } from '../../src/tools/index.ts';
import { ALL_TASKS, hearing } from '../support/hearing.ts';
import { openList, tell } from '../support/list.ts';

const EVERYTHING = { toolSet: 'all', readOnly: false } as const;

test('who may only read is shown what reads, and no word about the rest', () => {
  const { tools, instructions, prompts, whyNot } = expose(EVERYTHING, ['tasks:read']);
  const reading = TOOLS.filter(({ effect }) => effect === 'read').map(({ name }) => name);
  expect(tools.map(({ name }) => name)).toEqual(reading);
  expect(instructions).toMatch(/\nYou were granted to read only\.$/);
  expect(instructions).not.toContain('complete_task');
  expect(prompts.every(({ needs = [] }) => needs.every((name) => reading.includes(name)))).toBe(true);
  expect(whyNot('add_task')).toBe(' (it needs the scope tasks:write)');
  expect(whyNot('nope')).toBe('');
});

test('a server that is read-only is so for everybody', () => {
  const { tools, instructions, whyNot } = expose({ ...EVERYTHING, readOnly: true }, ['tasks:read']);
  expect(tools).toEqual(expose({ ...EVERYTHING, readOnly: true }).tools);
  expect(instructions).toMatch(/\nThis server is read-only\.$/);
  expect(whyNot('add_task')).toBe(' (this server is read-only)');
});

test('who may write is shown what anybody is', () => {
  const { tools, instructions } = expose(EVERYTHING);
  expect(expose(EVERYTHING, ['tasks:write'])).toMatchObject({ tools, instructions });
});

test('who may see one project hears of its changes only', async () => {
  const { everything, as } = await openList();
  const heard = await hearing(as({ project: 'web' }), [...ALL_TASKS, 'tasks://task/1', 'tasks://project/api']);
  await tell(everything, 'add_task', { title: 'Secret', project: 'api' });
  await tell(everything, 'add_task', { title: 'Ours', project: 'web' });
  await expect.poll(heard).toContain('tasks://all');
  expect(heard()).toEqual(ALL_TASKS);
});
