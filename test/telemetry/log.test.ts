import { expect, test } from 'vitest';
import { RawServer } from '../support/child.ts';
import { newDatabase } from '../support/folder.ts';
import { rawCall, rawRequest } from '../support/raw.ts';

const CANARY = 'Canary-4711';

/** Calls that succeed and fail, the canary in all that a person writes; gives the log's lines. */
async function logsAt(level: string): Promise<{ stderr: string; logs: Record<string, unknown>[] }> {
  const server = new RawServer({ DATABASE_URL: newDatabase(), LOG_LEVEL: level, TASK_ACTOR: 'ada' });
  const facts = { description: CANARY, tags: [CANARY], assignee: CANARY };
  const calls = [
    rawCall(1, 'add_task', { title: CANARY, ...facts }),
    rawCall(2, 'update_task', { task_id: 1, title: `${CANARY} again`, note: CANARY }),
    rawCall(3, 'search_tasks', { query: CANARY }),
    rawCall(4, 'get_task', { task_id: 1 }),
    rawRequest('modern', 5, 'resources/read', { uri: 'tasks://all' }),
    rawCall(6, 'complete_task', { task_id: 99, note: CANARY }),
    rawCall(7, 'add_task', { title: CANARY.repeat(20) }),
    rawCall(8, 'add_task', { [CANARY]: CANARY }),
  ];
  for (const call of calls) await server.request({ ...call });
  server.process.stdin.end();
  await server.exit();
  const lines = server.stderr.trimEnd().split('\n').filter(Boolean);
  const logs = lines.map((line): Record<string, unknown> => JSON.parse(line));
  return { stderr: server.stderr, logs };
}

test('at level info every call leaves two JSON lines with tool, actor and time spent', async () => {
  const { logs } = await logsAt('info');
  expect(logs.every(({ name }) => name === 'mcp.task-manager')).toBe(true);
  expect(logs.map(({ message, tool }) => [message, tool])).toEqual([
    ['Tool called', 'add_task'],
    ['Tool success', 'add_task'],
    ['Tool called', 'update_task'],
    ['Tool success', 'update_task'],
    ['Tool called', 'search_tasks'],
    ['Tool success', 'search_tasks'],
    ['Tool called', 'get_task'],
    ['Tool success', 'get_task'],
    ['Tool called', 'complete_task'],
    ['Tool failed', 'complete_task'],
    ['Tool called', 'add_task'],
    ['Tool failed', 'add_task'],
    ['Tool called', 'add_task'],
    ['Tool failed', 'add_task'],
  ]);
  for (const { actor, time, message, duration_ms } of logs) {
    expect({ actor, time }).toEqual({ actor: 'ada', time: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/) });
    expect(duration_ms).toEqual(message === 'Tool called' ? undefined : expect.any(Number));
  }
});

test('at level info no word of a task or of an argument is in the log', async () => {
  const { stderr } = await logsAt('info');
  expect(stderr).not.toContain(CANARY);
  expect(stderr.toLowerCase()).not.toContain(CANARY.toLowerCase());
});

test('arguments are in the log at level debug', async () => {
  const { logs } = await logsAt('debug');
  expect(logs[0]).toMatchObject({ message: 'Tool called', tool: 'add_task', args: { title: CANARY } });
});

test.each(['warn', 'error', 'silent'])(
  'at level %s calls that go well or fail by their arguments leave no line',
  async (level) => {
    expect((await logsAt(level)).stderr).toBe('');
  },
);
