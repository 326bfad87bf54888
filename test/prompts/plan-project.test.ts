import { expect, test } from 'vitest';
import { promptText } from '../support/prompts.ts';
import { openSession } from '../support/session.ts';

test('the goal stands at the top and the plan ends in one call of add_tasks', async () => {
  const text = await promptText(await openSession(), 'plan_project', { goal: 'Ship the shop\nby December' });
  expect(text).toMatch(/^Goal: Ship the shop\nby December\n\n/);
  expect(text).toContain('list_tasks');
  expect(text).toMatch(
    /after I agree create all of it with one call of add_tasks, in which ref names the tasks that others depend on\.$/,
  );
});

test('control characters of a goal are shown, not passed on', async () => {
  const text = await promptText(await openSession(), 'plan_project', { goal: 'Ship\u001B[31m it' });
  expect(text).toContain('Goal: Ship\\u001b[31m it');
});
