import { expect, test } from 'vitest';
import { claim, Fleet } from '../support/fleet.ts';
import { promptText } from '../support/prompts.ts';
import { ERAS, type Era, type Session } from '../support/session.ts';

const DAY = 24 * 60;
/** What one who works alone need never read of. */
const FOREIGN = /lease|claim|expir|fence|tml_|handed over/i;
const RESOURCES = ['all', 'open', 'ready', 'stats', 'changes', 'task/1', 'task/2', 'project/web'];
const PROMPTS: readonly (readonly [name: string, args?: Record<string, string>])[] = [
  ['plan_project', { goal: 'Move the shop' }],
  ['plan_day'],
  ['triage'],
  ['standup'],
  ['weekly_review'],
  ['handoff', { task_id: '2' }],
];

/** Hears every word that is said to the user and the model. */
class Listener {
  readonly #session: Session;
  readonly heard: string[] = [];

  constructor(session: Session) {
    this.#session = session;
  }

  async call(name: string, args: Record<string, unknown> = {}): Promise<void> {
    const { content, structuredContent, _meta, isError = false } = await this.#session.call(name, args);
    this.heard.push(`${name}: ${JSON.stringify([content, structuredContent, _meta, isError])}`);
  }

  async reads(): Promise<void> {
    for (const uri of RESOURCES) this.heard.push(JSON.stringify(await this.#session.resource(`tasks://${uri}`)));
    for (const [name, args] of PROMPTS) this.heard.push(await promptText(this.#session, name, args));
  }
}

/** Seven days of one person. */
async function liveAWeek(session: Session, pass: (minutes: number) => void): Promise<string[]> {
  const me = new Listener(session);
  await me.call('add_task', { title: 'Review PR', priority: 'high', project: 'web', tags: ['api'] });
  await me.call('add_tasks', {
    tasks: [
      { title: 'Write report', due: '2026-11-25', ref: 'report' },
      { title: 'Send report', blocked_by: ['report'] },
      { title: 'Buy milk', priority: 'low' },
    ],
  });
  await me.call('update_task', { task_id: 1, status: 'in_progress', note: 'Begun.' });
  for (let day = 1; day <= 7; day += 1) {
    pass(DAY);
    await me.call('list_tasks', { status: 'open' });
    await me.call('list_tasks', { status: 'ready' });
    await me.call('get_task', { task_id: 1 });
    await me.call('update_task', { task_id: 2, note: `Day ${day}.`, idempotency_key: `day-${day}` });
    await me.call('update_task', { task_id: 2, note: `Day ${day}.`, idempotency_key: `day-${day}` });
    await me.call('add_task', { title: `Errand of day ${day}` });
    await me.call('complete_task', { task_id: 4 + day });
    await me.call('search_tasks', { query: 'report' });
    await me.call('get_task_stats');
    await me.call('get_changes', { since: 0 });
    await me.call('get_changes');
    await me.reads();
  }
  await me.call('complete_task', { task_id: 1, note: 'Merged.' });
  await me.call('complete_task', { task_id: 1 });
  await me.call('update_task', { task_id: 1, status: 'pending' });
  await me.call('complete_task', { task_id: 2 });
  await me.call('update_task', { task_id: 3, status: 'in_progress', expected_version: 1 });
  await me.call('delete_task', { task_id: 4 });
  await me.call('delete_task', { task_id: 4 });
  await me.call('undo');
  await me.call('undo', { change_id: 5 });
  await me.call('undo', { change_id: 5 });
  await me.call('undo', { change_id: 9_999 });
  // Mistakes of theirs.
  await me.call('get_task', { task_id: 99 });
  await me.call('add_task', {});
  await me.call('add_task', { title: 'no' });
  await me.call('update_task', { task_id: 1 });
  await me.call('update_task', { task_id: 1, due: 'soon' });
  await me.call('get_changes', { since: 9_999 });
  return me.heard;
}

test.each(ERAS)('in the %s era one who works alone never meets a word of leases', async (era: Era) => {
  const fleet = new Fleet();
  const session = await fleet.actor('ada', { era });
  const heard = await liveAWeek(session, (minutes) => fleet.clock.pass(minutes));
  expect(heard.length).toBeGreaterThan(150);
  expect(heard.filter((each) => FOREIGN.test(each))).toEqual([]);
  expect(session.client.getInstructions()).not.toMatch(FOREIGN);
});

test('a claim by another is told', async () => {
  const fleet = new Fleet();
  const session = await fleet.actor('ada');
  await session.text('add_task', { title: 'Review PR' });
  await claim(await fleet.actor('agent'));
  expect(await session.text('get_task', { task_id: 1 })).toMatch(FOREIGN);
});
