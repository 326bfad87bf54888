import { openApp } from '../../src/app.ts';
import { readConfig } from '../../src/config.ts';
import { addEndpoint } from '../../src/domain/add-endpoint.ts';
import type { Call } from '../../src/domain/call.ts';
import { createToken } from '../../src/domain/create-token.ts';
import { importTasks } from '../../src/domain/import-tasks.ts';
import { revokeToken } from '../../src/domain/revoke-token.ts';
import { TOOLS } from '../../src/tools/index.ts';

const DAY_MS = 86_400_000;

/** Does something with a list in this process, then closes it. */
export async function inList<T>(
  database: string,
  work: (call: Call, tool: (name: string, args?: Record<string, unknown>) => Promise<string>) => Promise<T>,
  now = () => new Date(),
): Promise<T> {
  const settings = { LOG_LEVEL: 'silent', TASK_ACTOR: 'ada', DATABASE_URL: database };
  const { services, close } = await openApp(readConfig([], settings), { now });
  const call = services.callFor('test');
  try {
    return await work(call, async (name, args = {}) => {
      const tool = TOOLS.find((each) => each.name === name);
      if (tool === undefined) throw new Error(`there is no tool ${name}`);
      return (await tool.invoke(call, args)).text;
    });
  } finally {
    await close();
  }
}

/** Fills a list with everything that a list can hold. Gives the secret of a token. */
export async function fillWithEverything(database: string): Promise<string> {
  let now = Date.now() - 40 * DAY_MS;
  const clock = () => new Date(now);
  return inList(
    database,
    async (call, tool) => {
      await tool('add_task', { title: 'Purged long ago' });
      await tool('delete_task', { task_id: 1 });
      now += 40 * DAY_MS;
      const plan = [
        {
          title: 'Über naïve 日本 🎉',
          description: 'Zeile\n"zwei"\t\\u0000',
          tags: ['api', 'ß'],
          project: 'web',
          ref: 'a',
        },
        { title: 'Waits for another', blocked_by: ['a'], due: '2026-11-25', assignee: 'grace', priority: 'high' },
        { title: 'Below it', parent_id: 'a' },
        { title: 'Below a later one' },
        { title: 'Above an earlier one' },
        { title: 'To be deleted', tags: ['gone'], project: 'old' },
      ];
      await tool('add_tasks', { tasks: plan });
      await tool('update_task', { task_id: 5, parent_id: 6 });
      await tool('complete_task', { task_id: 4, note: 'rhubarb' });
      await tool('update_task', { task_id: 2, note: 'a note that is taken back' });
      await tool('undo');
      await tool('delete_task', { task_id: 7 });
      await tool('claim_task', { task_id: 5 });
      await tool('add_task', { title: 'Added by its key', idempotency_key: 'once' });
      const rows = async function* () {
        yield { place: 'line 1', id: 'x1', task: { title: 'Imported', project: 'web' } };
      };
      const read = async () => ({ source: 'elsewhere', rows: rows() });
      await importTasks(call, read, { dryRun: false, skipBad: false, onProgress() {} });
      const wish = { scopes: ['tasks:read'], lifetimeMs: undefined };
      await createToken(call, { ...wish, name: 'lost' });
      await revokeToken(call, 'lost');
      const { secret } = await createToken(call, { ...wish, name: 'kept' });
      const url = 'https://hooks.example.com/tasks';
      const { endpoint } = await addEndpoint(call, { url, events: ['task.completed'] }, { check: async () => url });
      const at = clock().toISOString();
      const sent = { attempts: 1, next_at: null, last_status: 500, last_outcome: '500', created_at: at, done_at: at };
      const message = {
        message_id: 'msg_1',
        endpoint_id: endpoint.id,
        change_id: 2,
        type: 'task.completed',
        body: '{}',
      };
      await call.store.write((tx) => tx.deliveries.insert([{ ...message, ...sent, state: 'dead' }]));
      await tool('add_task', { title: 'The last one' });
      await tool('delete_task', { task_id: 10 });
      now -= 40 * DAY_MS;
      return secret;
    },
    clock,
  );
}
