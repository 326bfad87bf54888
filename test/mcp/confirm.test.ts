import type { ElicitResult } from '@modelcontextprotocol/client';
import { describe, expect, test } from 'vitest';
import { ASKING } from '../support/child.ts';
import { ERAS, type Era, openSession, textOf } from '../support/session.ts';
import { idsOf } from '../support/tasks.ts';

const YES: ElicitResult = { action: 'accept', content: { confirm: true } };
const FIRST = { task_id: 1 };

/** Two tasks, a server that erases none unasked, and a person who gives these answers, one a question. */
async function listWith(era: Era, answers?: readonly (ElicitResult | (() => Promise<ElicitResult>))[]) {
  const list = await openSession();
  for (const title of ['Build it', 'Paint it']) await list.text('add_task', { title });
  const questions: string[] = [];
  const person = (question: string) => {
    const answer = answers?.[questions.push(question) - 1];
    if (answer === undefined) throw new Error(`nobody expected to be asked: ${question}`);
    return typeof answer === 'function' ? answer() : answer;
  };
  const asker = await openSession({
    era,
    over: 'stdio',
    program: ASKING,
    database: list.database,
    ...(answers !== undefined && { person }),
  });
  return { list, asker, questions };
}

describe.each(ERAS)('in the %s era', (era) => {
  test('what the person agrees to is done', async () => {
    const { list, asker, questions } = await listWith(era, [YES]);
    expect(await asker.text('erase_task', FIRST)).toBe('Task #1 erased.');
    expect(questions).toEqual(['Erase #1, version 1?']);
    expect(await idsOf(list, 'list_tasks')).toEqual([2]);
  });

  test.each([
    ['declined', { action: 'decline' }, 'the person declined.'],
    ['dismissed', { action: 'cancel' }, 'the person dismissed the question.'],
    ['left unticked', { action: 'accept', content: { confirm: false } }, 'the person declined.'],
  ] as const)('a question that is %s changes nothing', async (_, answer, says) => {
    const { list, asker } = await listWith(era, [answer]);
    const result = await asker.call('erase_task', FIRST);
    expect(result).toMatchObject({ isError: true, _meta: { 'task-manager/error': 'declined' } });
    expect(result).not.toHaveProperty('structuredContent');
    expect(textOf(result)).toBe(`Nothing was changed: ${says}\nAsk them what they want instead.`);
    expect(await idsOf(list, 'list_tasks')).toEqual([1, 2]);
  });

  test.each([
    ['something else than yes', { action: 'accept', content: { confirm: 'true' } }],
    ['nothing', { action: 'accept' }],
  ] as const)('an answer that is accepted and says %s changes nothing', async (_, answer) => {
    const { list, asker } = await listWith(era, [answer]);
    await asker.failure('erase_task', FIRST);
    expect(await idsOf(list, 'list_tasks')).toEqual([1, 2]);
  });

  test('a client whose person cannot be asked is told how to do it without', async () => {
    const { list, asker } = await listWith(era);
    const result = await asker.call('erase_task', FIRST);
    expect(result).toMatchObject({ isError: true, _meta: { 'task-manager/error': 'unconfirmed' } });
    expect(textOf(result)).toBe('Error: Erase #1, version 1?\nErase it by hand.');
    expect(await idsOf(list, 'list_tasks')).toEqual([1, 2]);
  });

  test('what changed while the person was thinking is shown to them first', async () => {
    const edit = () => list.text('update_task', { task_id: 1, title: 'Rebuild it' });
    const { list, asker, questions } = await listWith(era, [() => edit().then(() => YES), { action: 'decline' }]);
    expect(await asker.failure('erase_task', FIRST)).toContain('declined');
    expect(questions).toEqual(['Erase #1, version 1?', 'Erase #1, version 2?']);
    expect(await idsOf(list, 'list_tasks')).toEqual([1, 2]);
  });

  test('the person is asked again when the same is to be done once more', async () => {
    const { asker, questions } = await listWith(era, [{ action: 'decline' }, YES]);
    await asker.failure('erase_task', FIRST);
    await asker.text('erase_task', FIRST);
    expect(questions).toHaveLength(2);
  });
});
