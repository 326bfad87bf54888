import { describe, expect, test } from 'vitest';
import { RawServer } from '../support/child.ts';
import { newDatabase } from '../support/folder.ts';
import { gistOf, openingLines, rawRequest } from '../support/raw.ts';
import { ERAS, type Era } from '../support/session.ts';

const add = (args: object) => ['tools/call', { name: 'add_task', arguments: args }] as const;
const call = (name: string, args: object = {}) => ['tools/call', { name, arguments: args }] as const;
const read = (uri: string) => ['resources/read', { uri }] as const;

const ALL_TASKS = expect.stringMatching(
  /^\[\n {2}\{\n {4}"id": 1,\n {4}"title": "Review PR",\n {4}"description": "",\n {4}"priority": "high",\n {4}"completed": true,\n[\s\S]*\n {4}"id": 2,[\s\S]*\n\]$/,
);

/** What is typed and what must come back; every line counts on those before it. */
const SESSION = [
  [call('list_tasks'), 'No tasks found.'],
  [add({ title: 'Review PR', priority: 'high' }), 'Created task #1: Review PR (high)'],
  [add({ title: 'Write tests' }), 'Created task #2: Write tests (medium)'],
  [call('list_tasks'), '○ #1: Review PR [high]\n○ #2: Write tests [medium]'],
  [call('list_tasks', { priority_filter: 'high' }), '○ #1: Review PR [high]'],
  [call('list_tasks', { priority_filter: 'all' }), '○ #1: Review PR [high]\n○ #2: Write tests [medium]'],
  [call('list_tasks', { priority_filter: 'low' }), 'No tasks found.'],
  [call('complete_task', { task_id: 1 }), 'Task #1 completed.'],
  [call('complete_task', { task_id: 1 }), 'Task #1 completed.'],
  [call('list_tasks'), '✓ #1: Review PR [high]\n○ #2: Write tests [medium]'],
  [call('complete_task', { task_id: 9 }), 'failed: Task #9 not found.\nFind the id with list_tasks or search_tasks.'],
  [call('get_task_stats'), 'Tasks: 2 total, 1 done, 1 pending. By priority: low=0, medium=1, high=1'],
  [call('nope'), '-32602 Unknown tool: nope'],
  [add({}), "failed: Error: 'title' is required\nCall add_task again with title."],
  [add({ title: 'ab' }), expect.stringMatching(/^failed: Error: title must be 3\+ characters\n./)],
  [
    add({ title: 'a'.repeat(51) }),
    expect.stringMatching(/^failed: Error: title must be at most 50 characters, not 51\n./),
  ],
  [
    add({ title: 'Call Bob', priority: 'urgent' }),
    expect.stringMatching(/^failed: Error: priority must be low, medium or high, not "urgent"\n./),
  ],
  [
    add({ title: 'Call Bob', color: 'red' }),
    expect.stringMatching(/^failed: Error: unknown argument 'color'\nadd_task takes: title, .*due/),
  ],
  [read('tasks://all'), ALL_TASKS],
  [read('tasks://nope'), '-32602 Unknown resource: tasks://nope'],
  [call('get_task_stats'), 'Tasks: 2 total, 1 done, 1 pending. By priority: low=0, medium=1, high=1'],
] as const;

const EXPECTED = SESSION.map(([, expected]) => expected);

function requestsOf(era: Era) {
  return SESSION.map(([[method, params]], index) => rawRequest(era, index + 1, method, params));
}

const OPENED = {
  legacy: { result: { protocolVersion: '2025-11-25', serverInfo: { name: 'task-manager' } } },
  modern: {
    result: {
      supportedVersions: ['2026-07-28'],
      _meta: { 'io.modelcontextprotocol/serverInfo': { name: 'task-manager' } },
    },
  },
};

describe.each(ERAS)("the tutorial's session in the %s era", (era) => {
  test('answers line by line as the tutorial says', async () => {
    const server = new RawServer({ DATABASE_URL: newDatabase() });
    const opened = server.next(0);
    for (const line of openingLines(era)) server.write(line);
    expect(await opened).toMatchObject(OPENED[era]);

    const gists: string[] = [];
    for (const request of requestsOf(era)) gists.push(gistOf(await server.request({ ...request })));
    expect(gists).toEqual(EXPECTED);
    expect(server.stderr).toBe('');
  });

  test('answers every line and takes effect in the order sent when all of it is piped in at once', async () => {
    const server = new RawServer({ DATABASE_URL: newDatabase() });
    const requests = requestsOf(era);
    const lines = [...openingLines(era), ...requests.map((request) => JSON.stringify(request))];
    server.process.stdin.end(`${lines.join('\n')}\n`);

    expect(await server.exit()).toEqual({ code: 0, signal: null });
    const answers = new Map(server.messages.map((message) => [message.id, message]));
    expect(answers.get(0)).toMatchObject(OPENED[era]);
    expect(requests.map(({ id }) => gistOf(answers.get(id)))).toEqual(EXPECTED);
    expect(server.messages).toHaveLength(requests.length + 1);
    expect(server.stderr).toBe('');
  });
});

test('a modern client that tells neither its name nor an opening is served all the same', async () => {
  const server = new RawServer({ DATABASE_URL: newDatabase() });
  const _meta = {
    'io.modelcontextprotocol/protocolVersion': '2026-07-28',
    'io.modelcontextprotocol/clientCapabilities': {},
  };
  const params = { name: 'add_task', arguments: { title: 'No name' }, _meta };
  const answer = await server.request({ id: 'first', method: 'tools/call', params });
  expect(answer).toMatchObject({
    result: { structuredContent: { task: { created_by: expect.stringMatching(/@unknown$/) } } },
  });
});
