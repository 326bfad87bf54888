import { expect, test } from 'vitest';
import { Forbidden } from '../../src/domain/errors.ts';
import { holds, withIncluded } from '../../src/domain/rights.ts';
import { TOOLS } from '../../src/tools/index.ts';
import { openList, tell } from '../support/list.ts';

test('each scope includes those before it', () => {
  expect(holds(['tasks:admin'], 'tasks:read')).toBe(true);
  expect(holds(['tasks:write'], 'tasks:read')).toBe(true);
  expect(holds(['tasks:read'], 'tasks:write')).toBe(false);
  expect(holds([], 'tasks:read')).toBe(false);
  expect(withIncluded('tasks:write')).toEqual(['tasks:read', 'tasks:write']);
});

test.each(TOOLS.filter(({ effect }) => effect !== 'read').map(({ name }) => name))(
  'whoever may only read cannot write by %s, and is told which scope is missing',
  async (name) => {
    const { as, everything } = await openList();
    const tool = TOOLS.find((each) => each.name === name);
    await tell(everything, 'add_task', { title: 'Review PR' });
    const undo = { change_id: 1 };
    const args = { undo, add_task: { title: 'Sneaked in' }, add_tasks: { tasks: [{ title: 'Sneaked in' }] } }[name];
    const more = name === 'update_task' ? { priority: 'high' } : {};
    const call = as({ scopes: ['tasks:read'] });
    const attempt = tool?.invoke(call, args ?? { task_id: 1, ...more });
    await expect(attempt).rejects.toThrow(Forbidden);
    await expect(attempt).rejects.toThrow('this needs the scope tasks:write, which you were not granted');
    expect(await tell(everything, 'list_tasks')).toBe('○ #1: Review PR [medium]');
  },
);

test('whoever may only read is shown expired claims as they are, and frees none', async () => {
  let at = Date.parse('2026-11-22T12:00:00Z');
  const { as, everything } = await openList({ now: () => new Date(at) });
  await tell(everything, 'add_task', { title: 'Review PR' });
  await tell(everything, 'claim_task', { minutes: 1 });
  at += 120_000;
  const reader = as({ scopes: ['tasks:read'] });
  expect(await tell(reader, 'get_changes', { since: 0 })).not.toContain('expire');
  expect(await tell(as({}), 'get_changes', { since: 0 })).toContain('let the lease expire');
});

test('whoever was granted nothing reads nothing', async () => {
  const { as } = await openList();
  await expect(tell(as({ scopes: [] }), 'list_tasks')).rejects.toThrow('this needs the scope tasks:read');
});

test('only an admin reaches the tokens', async () => {
  const { as } = await openList();
  await expect(as({}).store.read((tx) => tx.tokens.all())).rejects.toThrow('this needs the scope tasks:admin');
  expect(await as({ scopes: ['tasks:admin'] }).store.read((tx) => tx.tokens.all())).toEqual([]);
});

test('a key belongs to whoever has signed in, not to a name that others may have too', async () => {
  const { as } = await openList();
  const args = { title: 'Review PR', idempotency_key: 'k1' };
  const [one, other] = [as({ id: 'oauth:1', name: 'ada' }), as({ id: 'oauth:2', name: 'ada' })];
  expect(await tell(one, 'add_task', args)).toBe('Created task #1: Review PR (medium)');
  expect(await tell(other, 'add_task', args)).toContain('Created task #2: Review PR (medium)');
  expect(await tell(one, 'add_task', args)).toBe('Created task #1: Review PR (medium)');
});
