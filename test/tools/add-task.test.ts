import { expect, test } from 'vitest';
import { openSession } from '../support/session.ts';

test('adding a task answers with its number, title and priority', async () => {
  const session = await openSession();
  expect(await session.text('add_task', { title: 'Review PR', priority: 'high' })).toBe(
    'Created task #1: Review PR (high)',
  );
  expect(await session.text('add_task', { title: 'Second' })).toBe('Created task #2: Second (medium)');
});
