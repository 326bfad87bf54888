import { expect, test } from 'vitest';
import { Fleet } from '../support/fleet.ts';

const ROUNDS = 6;

test.each([
  ['completed', 'complete_task', {}],
  ['deleted', 'delete_task', { include_subtasks: true }],
] as const)(
  'a task waits for exactly its blockers when one of them is %s while another call takes it off',
  async (_, tool, args) => {
    const fleet = new Fleet();
    const [ada, grace] = [await fleet.actor('ada'), await fleet.actor('grace')];
    for (let round = 0; round < ROUNDS; round += 1) {
      const [ends, stays, waits] = [3 * round + 1, 3 * round + 2, 3 * round + 3];
      for (const title of ['Ends', 'Stays']) await ada.text('add_task', { title });
      await ada.text('add_task', { title: 'Waits', blocked_by: [ends, stays] });
      const blocked_by = round % 2 === 0 ? [] : [stays];
      const calls = [
        () => ada.data(tool, { task_id: ends, ...args }),
        () => grace.data('update_task', { task_id: waits, blocked_by }),
      ];
      await Promise.all((round % 4 < 2 ? calls : calls.toReversed()).map((call) => call()));
      const { tasks } = await grace.data('list_tasks', { status: 'ready', limit: 200 });
      expect(
        [tasks]
          .flat()
          .map((task) => Object(task).id)
          .includes(waits),
      ).toBe(blocked_by.length === 0);
    }
  },
);
