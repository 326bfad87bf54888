import { expect, test } from 'vitest';
import { openSession } from '../support/session.ts';

test('the built server shows hosts what its source says', async () => {
  const [source, built] = [await openSession(), await openSession({ over: 'stdio' })];
  expect(await built.client.listTools()).toEqual(await source.client.listTools());
  expect(built.client.getInstructions()).toBe(source.client.getInstructions());
});

test('TASK_TITLE_MAX stands in the catalog of the built server too', async () => {
  const session = await openSession({ over: 'stdio', env: { TASK_TITLE_MAX: '120' } });
  const { tools } = await session.client.listTools();
  expect(tools[0]?.inputSchema.properties?.title).toMatchObject({ minLength: 3, maxLength: 120 });
});
