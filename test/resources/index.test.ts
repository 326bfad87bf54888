import { expect, test } from 'vitest';
import { ERAS, openSession } from '../support/session.ts';

test('the resources and templates come in one order', async () => {
  const { client } = await openSession();
  const { resources } = await client.listResources();
  expect(resources.map(({ uri }) => uri)).toEqual([
    'tasks://all',
    'tasks://open',
    'tasks://ready',
    'tasks://stats',
    'tasks://changes',
    'webhooks://endpoints',
  ]);
  const { resourceTemplates } = await client.listResourceTemplates();
  expect(resourceTemplates.map(({ uriTemplate }) => uriTemplate)).toEqual([
    'tasks://all{?cursor}',
    'tasks://task/{id}',
    'tasks://project/{name}',
  ]);
});

test('every resource and template has a name, a description and is JSON', async () => {
  const { client } = await openSession();
  const { resources } = await client.listResources();
  const { resourceTemplates } = await client.listResourceTemplates();
  for (const entry of [...resources, ...resourceTemplates])
    expect(entry).toMatchObject({
      name: expect.stringMatching(/./),
      description: expect.stringMatching(/./),
      mimeType: 'application/json',
    });
});

test.each([
  'tasks://nope',
  'tasks://',
  'tasks://all/1',
  'tasks://ALL',
  'tasks://task/',
  'tasks://task/1/2',
  'tasks://task/%zz',
  'tasks://project/%E0%A4',
  'tasks://all?page=1',
  'file:///etc/passwd',
  'webhooks://endpoints/1',
  'webhooks://deliveries',
])('there is no resource %s', async (uri) => {
  for (const era of ERAS) {
    const { client } = await openSession({ era });
    await expect(client.readResource({ uri })).rejects.toMatchObject({
      code: -32602,
      message: `Unknown resource: ${uri}`,
      data: { uri },
    });
  }
});

test('the modern era is told that an answer is private and not to be kept', async () => {
  const { client } = await openSession();
  expect(await client.readResource({ uri: 'tasks://all' })).toMatchObject({ ttlMs: 0, cacheScope: 'private' });
});

test('an unknown template or variable is not completed', async () => {
  const { client } = await openSession();
  const complete = (uri: string, name: string) =>
    client.complete({ ref: { type: 'ref/resource', uri }, argument: { name, value: '' } });
  await expect(complete('tasks://nope/{id}', 'id')).rejects.toMatchObject({
    code: -32602,
    message: 'Unknown resource: tasks://nope/{id}',
  });
  expect(await complete('tasks://task/{id}', 'nope')).toMatchObject({ completion: { values: [] } });
});

test('a client that wrote reads what it wrote', async () => {
  const session = await openSession();
  expect(await session.resource('tasks://all')).toEqual([]);
  await session.text('add_task', { title: 'Review PR' });
  expect(await session.resource('tasks://all')).toHaveLength(1);
});
