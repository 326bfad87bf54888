import { expect, test } from 'vitest';
import { retryWhileKilled } from '../proof/retriers.ts';
import { audit } from '../support/audit.ts';
import { kindsOf } from '../support/fleet.ts';
import { newDatabase } from '../support/folder.ts';
import { openSession } from '../support/session.ts';

test('a call with a key has one effect and one answer, however often it is sent to servers that are killed', async () => {
  const database = newDatabase();
  const { keys, effects, wrong } = await retryWhileKilled(database, { servers: 2, callers: 2, lives: 2 });
  expect({ effects, wrong }).toEqual({ effects: keys, wrong: [] });
  expect(await audit(database)).toEqual([]);
});

test('a call that is sent to two processes at once with one key has one effect and one answer', async () => {
  const database = newDatabase();
  const open = () => openSession({ over: 'stdio', database, env: { TASK_ACTOR: 'ada' } });
  const sessions = [await open(), await open()] as const;
  for (let round = 0; round < 10; round += 1) {
    const { task } = await sessions[0].data('add_task', { title: 'Contended' });
    const task_id = Object(task).id;
    for (const [tool, args] of [
      ['update_task', { task_id, note: 'Begun.' }],
      ['claim_task', { task_id }],
    ] as const) {
      const keyed = { ...args, idempotency_key: crypto.randomUUID() };
      const answers = await Promise.all(sessions.map((session) => session.text(tool, keyed)));
      expect(new Set(answers).size).toBe(1);
    }
    expect(await kindsOf(sessions[0], task_id)).toEqual(['task.created', 'note.added', 'task.claimed']);
  }
});
