import { expect, test } from 'vitest';
import { audit } from '../support/audit.ts';
import { claim, Fleet } from '../support/fleet.ts';
import { newDatabase } from '../support/folder.ts';
import { openSession, type Session, textOf } from '../support/session.ts';

interface Held {
  readonly task_id: number;
  /** The token of ada's claim, where the case begins with one. */
  readonly lease?: string;
}

type Does = (held: Held) => readonly [tool: string, args: Record<string, unknown>];

/** Two calls at once on one task, and what they may answer: no more than one after the other could. */
interface Case {
  readonly rule: string;
  readonly claimed?: true;
  readonly ada: Does;
  readonly grace: Does;
  /** First lines of both answers, of ada's first. */
  readonly may: readonly (readonly [ada: string, grace: string])[];
  /** The task afterwards. */
  readonly leaves: readonly Record<string, unknown>[];
}

const claims: Does = ({ task_id }) => ['claim_task', { task_id }];
const updates =
  (fields: Record<string, unknown>): Does =>
  ({ task_id }) => ['update_task', { task_id, ...fields }];
const completes: Does = ({ task_id, lease }) => ['complete_task', { task_id, ...(lease && { lease }) }];
const BY_ADA = 'Error: task #N is claimed by ada until TIME';
const BY_GRACE = 'Error: task #N is claimed by grace until TIME';
const CLAIMED = 'Claimed #N until TIME; lease: TOKEN';
const MOVED_ON = (by: string, values: string) =>
  `Error: task #N has moved on to version 2, last by ${by}: ${values}; nothing was changed`;

const CASES: readonly Case[] = [
  {
    rule: 'of two who claim one has it and the other is told who',
    ada: claims,
    grace: claims,
    may: [
      [CLAIMED, BY_ADA],
      [BY_GRACE, CLAIMED],
    ],
    leaves: [{ status: 'in_progress', version: 2 }],
  },
  {
    rule: 'a claim and a completion by another exclude each other',
    ada: claims,
    grace: ({ task_id }) => ['complete_task', { task_id }],
    may: [
      [CLAIMED, BY_ADA],
      ['Error: task #N is completed', 'Task #N completed.'],
    ],
    leaves: [{ status: 'in_progress' }, { status: 'completed' }],
  },
  {
    rule: 'a claim and an update by another exclude each other, or come one after the other',
    ada: claims,
    grace: updates({ priority: 'high' }),
    may: [
      [CLAIMED, BY_ADA],
      [CLAIMED, 'Task #N updated: priority medium → high'],
    ],
    leaves: [
      { status: 'in_progress', version: 2 },
      { status: 'in_progress', version: 3, priority: 'high' },
    ],
  },
  {
    rule: 'the last of two updates of one field stands',
    ada: updates({ priority: 'high' }),
    grace: updates({ priority: 'low' }),
    may: [
      ['Task #N updated: priority medium → high', 'Task #N updated: priority high → low'],
      ['Task #N updated: priority low → high', 'Task #N updated: priority medium → low'],
    ],
    leaves: [
      { version: 3, priority: 'high' },
      { version: 3, priority: 'low' },
    ],
  },
  {
    rule: 'of two updates of one field that expect a version one is told what it is now',
    ada: updates({ priority: 'high', expected_version: 1 }),
    grace: updates({ priority: 'low', expected_version: 1 }),
    may: [
      ['Task #N updated: priority medium → high', MOVED_ON('ada', 'priority is now "high"')],
      [MOVED_ON('grace', 'priority is now "low"'), 'Task #N updated: priority medium → low'],
    ],
    leaves: [
      { version: 2, priority: 'high' },
      { version: 2, priority: 'low' },
    ],
  },
  ...[{}, { expected_version: 1 }].map((expected) => ({
    rule: `two updates of different fields merge, ${JSON.stringify(expected)}`,
    ada: updates({ priority: 'high', ...expected }),
    grace: updates({ title: 'Other', ...expected }),
    may: [['Task #N updated: priority medium → high', 'Task #N updated: title Contended → Other']] as const,
    leaves: [{ version: 3, priority: 'high', title: 'Other' }],
  })),
  {
    rule: 'two completions are one',
    ada: completes,
    grace: completes,
    may: [['Task #N completed.', 'Task #N completed.']],
    leaves: [{ status: 'completed', version: 2 }],
  },
  {
    rule: 'a task is claimed by another after it was given back and not before',
    claimed: true,
    ada: (held) => ['claim_task', { ...held, release: true }],
    grace: claims,
    may: [
      ['Task #N released.', BY_ADA],
      ['Task #N released.', CLAIMED],
    ],
    leaves: [
      { status: 'pending', version: 3 },
      { status: 'in_progress', version: 4 },
    ],
  },
  {
    rule: 'the holder completes and nobody else',
    claimed: true,
    ada: completes,
    grace: ({ task_id }) => ['complete_task', { task_id }],
    may: [
      ['Task #N completed.', BY_ADA],
      ['Task #N completed.', 'Task #N completed.'],
    ],
    leaves: [{ status: 'completed', version: 3 }],
  },
];

const ROUNDS = 6;

function gist(text: string): string {
  const [line = ''] = text.split('\n');
  const masked = line.replace(/tml_[\w-]{22}/, 'TOKEN').replace(/\d{4}-\d\d-\d\dT[\d:]+Z/, 'TIME');
  return masked.replaceAll(/#\d+/g, '#N');
}

/** Both calls at once, on a new task; who is sent first changes from round to round. */
async function race(ada: Session, grace: Session, { claimed, ...does }: Case, round: number) {
  const { task } = await ada.data('add_task', { title: 'Contended', idempotency_key: crypto.randomUUID() });
  const task_id = Object(task).id;
  const held: Held = claimed ? { task_id, lease: (await claim(ada, { task_id })).lease } : { task_id };
  const calls = [
    () => ada.call(...does.ada(held)),
    () => grace.call(...does.grace(held.lease === undefined ? held : { task_id })),
  ];
  const sent = round % 2 === 0 ? calls : calls.toReversed();
  const answers = (await Promise.all(sent.map((call) => call()))).map((answer) => gist(textOf(answer)));
  const after = await ada.data('get_task', { task_id });
  return { answers: round % 2 === 0 ? answers : answers.toReversed(), task: after.task };
}

test.each(CASES)('$rule', async (each) => {
  const fleet = new Fleet();
  const [ada, grace] = [await fleet.actor('ada'), await fleet.actor('grace')];
  for (let round = 0; round < ROUNDS; round += 1) expectOne(each, await race(ada, grace, each, round));
});

test('all of this holds between two processes', async () => {
  const database = newDatabase();
  const open = (TASK_ACTOR: string) => openSession({ over: 'stdio', database, env: { TASK_ACTOR } });
  const [ada, grace] = [await open('ada'), await open('grace')];
  for (let round = 0; round < ROUNDS; round += 1)
    for (const each of CASES) expectOne(each, await race(ada, grace, each, round));
  expect(await audit(database)).toEqual([]);
});

function expectOne({ may, leaves }: Case, { answers, task }: Awaited<ReturnType<typeof race>>) {
  expect(may).toContainEqual(answers);
  expect(leaves.map((left) => expect.objectContaining(left))).toContainEqual(task);
}

test('two who ask for the best task are given two tasks', async () => {
  const fleet = new Fleet();
  const [ada, grace] = [await fleet.actor('ada'), await fleet.actor('grace')];
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const title of ['One', 'Two']) await ada.text('add_task', { title });
    const taken = await Promise.all([claim(ada), claim(grace)]);
    expect(taken.map(({ id }) => id).sort((a, b) => a - b)).toEqual([2 * round + 1, 2 * round + 2]);
    for (const { id: task_id, lease } of taken) await grace.text('complete_task', { task_id, lease });
  }
});

test('a claim and a deletion by another exclude each other', async () => {
  const fleet = new Fleet();
  const [ada, grace] = [await fleet.actor('ada'), await fleet.actor('grace')];
  for (let task_id = 1; task_id <= ROUNDS; task_id += 1) {
    await ada.text('add_task', { title: 'Contended' });
    const calls = [() => ada.call('claim_task', { task_id }), () => grace.call('delete_task', { task_id })];
    const sent = task_id % 2 === 0 ? calls : calls.toReversed();
    const answers = (await Promise.all(sent.map((call) => call()))).map((answer) => gist(textOf(answer)));
    const [first, second] = task_id % 2 === 0 ? answers : answers.toReversed();
    if (first === CLAIMED) expect(second).toBe(BY_ADA);
    else expect([first, second]).toEqual(['Task #N not found.', expect.stringMatching(/^Task #N deleted\./)]);
  }
});

test.each([true, false])(
  'a lease that ends is written down once, and its late holder completes nothing: %s',
  async (first) => {
    const fleet = new Fleet();
    const [ada, grace, lin] = [await fleet.actor('ada'), await fleet.actor('grace'), await fleet.actor('lin')];
    for (let task_id = 1; task_id <= ROUNDS; task_id += 1) {
      await ada.text('add_task', { title: 'Contended' });
      const { lease } = await claim(ada, { task_id });
      fleet.clock.pass(15);
      const late = () => ada.call('complete_task', { task_id, lease });
      const others = () => [
        grace.call('claim_task', { task_id, minutes: 1_440 }),
        lin.call('get_changes'),
        grace.call('list_tasks', { status: 'ready' }),
      ];
      const calls = first ? [late(), ...others()] : [...others(), late()];
      const answers = (await Promise.all(calls)).map((answer) => gist(textOf(answer)));
      expect(answers[first ? 0 : 3]).toMatch(
        /^Error: the lease on task #N (has ended|expired at TIME)|^Error: the lease given is not/,
      );
      expect(answers[first ? 1 : 0]).toBe(CLAIMED);
      const { changes } = await lin.data('get_changes', { since: 0, limit: 200 });
      expect(JSON.stringify(changes).split('"task.lease_expired"')).toHaveLength(task_id + 1);
    }
  },
);
