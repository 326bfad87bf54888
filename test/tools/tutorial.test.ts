import { expect, test } from 'vitest';
import { ERAS, openSession, type Session, TRANSPORTS, textOf } from '../support/session.ts';

/** One call of the transcript: name, arguments, text; an error where the text is a list of its lines. */
type Step = readonly [name: string, args: Record<string, unknown>, text: string | readonly string[]];

const TRANSCRIPT: readonly Step[] = [
  ['list_tasks', {}, 'No tasks found.'],
  ['get_task_stats', {}, 'Tasks: 0 total, 0 done, 0 pending. By priority: low=0, medium=0, high=0'],
  ['add_task', { title: 'Review PR', priority: 'high' }, 'Created task #1: Review PR (high)'],
  ['add_task', { title: 'Deploy to production', priority: 'high' }, 'Created task #2: Deploy to production (high)'],
  ['add_task', { title: 'Write the docs', description: 'All of them' }, 'Created task #3: Write the docs (medium)'],
  ['list_tasks', {}, '○ #1: Review PR [high]\n○ #2: Deploy to production [high]\n○ #3: Write the docs [medium]'],
  [
    'list_tasks',
    { priority_filter: 'all' },
    '○ #1: Review PR [high]\n○ #2: Deploy to production [high]\n○ #3: Write the docs [medium]',
  ],
  ['list_tasks', { priority_filter: 'high' }, '○ #1: Review PR [high]\n○ #2: Deploy to production [high]'],
  ['list_tasks', { priority_filter: 'low' }, 'No tasks found.'],
  ['complete_task', { task_id: 1 }, 'Task #1 completed.'],
  ['complete_task', { task_id: 1 }, 'Task #1 completed.'],
  ['complete_task', { task_id: 9 }, ['Task #9 not found.', 'Find the id with list_tasks or search_tasks.']],
  ['get_task_stats', {}, 'Tasks: 3 total, 1 done, 2 pending. By priority: low=0, medium=1, high=2'],
  ['add_task', {}, ["Error: 'title' is required", 'Call add_task again with title.']],
  ['add_task', { title: 'ab' }, ['Error: title must be 3+ characters', 'Say in a few words what is to be done.']],
  ['complete_task', {}, ["Error: 'task_id' is required", 'Call complete_task again with task_id.']],
  ['list_tasks', {}, '✓ #1: Review PR [high]\n○ #2: Deploy to production [high]\n○ #3: Write the docs [medium]'],
];

async function play(session: Session): Promise<void> {
  for (const [name, args, text] of TRANSCRIPT) {
    const result = await session.call(name, args);
    expect([name, args, result.isError === true]).toEqual([name, args, typeof text !== 'string']);
    expect(textOf(result)).toBe(typeof text === 'string' ? text : text.join('\n'));
  }
}

for (const over of TRANSPORTS) {
  for (const era of ERAS) {
    test(`the tutorial's session gives its texts to the byte (${over}, ${era})`, async () => {
      const session = await openSession({ over, era });
      expect(session.client.getServerVersion()?.name).toBe('task-manager');
      await play(session);
    });

    test(`what the tutorial does not know is refused in its words (${over}, ${era})`, async () => {
      const { client } = await openSession({ over, era });
      await expect(client.callTool({ name: 'nope', arguments: {} })).rejects.toMatchObject({
        code: -32602,
        message: 'Unknown tool: nope',
      });
      await expect(client.readResource({ uri: 'tasks://nope' })).rejects.toMatchObject({
        code: -32602,
        message: 'Unknown resource: tasks://nope',
      });
    });
  }
}

test("the tutorial's list as a resource has its name, its type and its first five keys", async () => {
  const { client } = await openSession();
  const { resources } = await client.listResources();
  expect(resources[0]).toEqual({
    uri: 'tasks://all',
    name: 'All Tasks',
    description: 'Complete task list as JSON',
    mimeType: 'application/json',
  });
  await client.callTool({ name: 'add_task', arguments: { title: 'Review PR', priority: 'high' } });
  const { contents } = await client.readResource({ uri: 'tasks://all' });
  expect(contents).toEqual([
    {
      uri: 'tasks://all',
      mimeType: 'application/json',
      text: expect.stringMatching(
        /^\[\n {2}\{\n {4}"id": 1,\n {4}"title": "Review PR",\n {4}"description": "",\n {4}"priority": "high",\n {4}"completed": false,\n/,
      ),
    },
  ]);
});

test("the tutorial's four tools come first and take what they take there", async () => {
  const { client } = await openSession();
  const { tools } = await client.listTools();
  expect(tools.slice(0, 4)).toMatchObject([
    { name: 'add_task', inputSchema: { required: ['title'] } },
    {
      name: 'list_tasks',
      inputSchema: { properties: { priority_filter: { enum: ['low', 'medium', 'high', 'all'] } } },
    },
    { name: 'complete_task', inputSchema: { required: ['task_id'], properties: { task_id: { type: 'integer' } } } },
    { name: 'get_task_stats' },
  ]);
});
