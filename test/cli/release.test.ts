import { expect, test } from 'vitest';
import { audit } from '../support/audit.ts';
import { run } from '../support/command.ts';
import { claim } from '../support/fleet.ts';
import { openSession } from '../support/session.ts';

const UNTIL = String.raw`\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ`;

/** A task that an agent has claimed, and the command line of ada beside it. */
async function withClaim() {
  const session = await openSession({ env: { TASK_ACTOR: 'agent' } });
  const { database } = session;
  await session.text('add_task', { title: 'Review PR' });
  const { lease } = await claim(session);
  return {
    session,
    database,
    lease,
    release: (...args: string[]) => run(['release', ...args], { database, env: { TASK_ACTOR: 'ada' } }),
  };
}

test('release --force ends the claim of a holder that is gone, who is then refused', async () => {
  const { session, database, lease, release } = await withClaim();
  expect(await release('1', '--force')).toEqual({
    code: 0,
    stdout: 'Task #1 released; agent no longer holds it.\n',
    stderr: '',
  });
  expect(await session.failure('complete_task', { task_id: 1, lease })).toContain('the lease on task #1 has ended');
  expect(await claim(session)).toMatchObject({ id: 1 });
  expect(await audit(database)).toEqual([]);
});

test('release leaves a note for the next one, by whoever releases', async () => {
  const { session, release } = await withClaim();
  await release('#1', '--force', '--note', 'The agent has crashed.');
  expect(await session.data('get_task', { task_id: 1 })).toMatchObject({
    task: { status: 'pending' },
    handover: { actor: 'ada', text: 'The agent has crashed.' },
    changes: [{ kind: 'note.added' }, { kind: 'task.released', actor: 'ada' }, { kind: 'task.claimed' }, {}],
  });
});

test('without --force it says who holds the task and how to end the claim all the same', async () => {
  const { session, release } = await withClaim();
  const { code, stdout, stderr } = await release('1');
  expect({ code, stdout }).toEqual({ code: 4, stdout: '' });
  expect(stderr).toMatch(
    new RegExp(`^task #1 is claimed by agent until ${UNTIL}\\. To end the claim all the same, add --force\\.\\n$`),
  );
  expect(await session.data('get_task', { task_id: 1 })).toHaveProperty('lease');
});

test('releasing twice says that nobody holds it', async () => {
  const { release } = await withClaim();
  await release('1', '--force');
  for (const more of [[], ['--force']])
    expect(await release('1', ...more)).toEqual({ code: 0, stdout: 'Task #1 is not claimed.\n', stderr: '' });
});

test.each([[[]], [['--force']]])('a note for a task that nobody holds is refused, %o', async (more) => {
  const { release } = await withClaim();
  await release('1', '--force');
  expect(await release('1', '--note', 'Too late.', ...more)).toEqual({
    code: 4,
    stdout: '',
    stderr:
      'nobody holds task #1 any more, so the note was not written. Look at what has changed; add the note by an update if it still helps.\n',
  });
});

test.each([
  [['9', '--force'], 3, 'Task #9 not found.'],
  [['one'], 2, 'task-id must be the number of a task, not "one"'],
  [['0'], 2, 'task-id must be the number of a task, not "0"'],
  [['1.5'], 2, 'task-id must be the number of a task, not "1.5"'],
  [['1', '--force', '--note', ' '], 2, 'note must be 1 character to 64 kB'],
  [[], 2, "task-manager-mcp: Missing required argument 'task-id'"],
])('release %o fails with code %i', async (args, code, says) => {
  const { release } = await withClaim();
  const failed = await release(...args);
  expect(failed).toMatchObject({ code, stdout: '' });
  expect(failed.stderr).toContain(says);
});
