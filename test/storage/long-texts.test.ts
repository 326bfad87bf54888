import { expect, test } from 'vitest';
import { newDatabase } from '../support/folder.ts';
import { openSession } from '../support/session.ts';

const LENGTH = 20_000;
const FIRST_HAN = 0x4e00;
const HAN = 20_000;

/** Of characters each pair of which is another term. */
function han(step: number): string {
  return Array.from({ length: LENGTH }, (_, at) => String.fromCodePoint(FIRST_HAN + ((at * step) % HAN))).join('');
}

test('a task with more text than its index can hold is found by its title, its description and its newest words', async () => {
  const session = await openSession({ database: newDatabase() });
  const [description = '', ...notes] = [3, 7, 11, 13, 17, 19, 23, 27, 29, 31].map(han);
  await session.data('add_task', { title: 'Translate the archive', project: 'archive', description });
  for (const note of notes) await session.data('update_task', { task_id: 1, note });
  const found = async (query: string) => {
    const { tasks } = await session.data('search_tasks', { query, project: 'archive', status: 'pending' });
    return [tasks].flat().length;
  };
  for (const query of ['translate', 'arch', description.slice(0, 2), description.slice(-2), notes.at(-1)?.slice(0, 2)])
    expect([query, await found(query ?? '')]).toEqual([query, 1]);
});
