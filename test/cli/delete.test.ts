import { expect, test } from 'vitest';
import { audit } from '../support/audit.ts';
import { run } from '../support/command.ts';
import { openSession } from '../support/session.ts';
import { stateOf } from '../support/state.ts';
import { taskTree } from '../support/tasks.ts';
import { atTerminal } from '../support/terminal.ts';

const QUESTION =
  'Delete task #1 "Build it"? Its open subtask goes with it: #2 "Raise walls". 1 task would no longer wait for it: #3 "Move in".';
const DELETED = 'Task #1 and its subtask #2 deleted. To restore them: undo change 4.\nNow ready: #3.\n';

async function list(): Promise<string> {
  const session = await openSession();
  await taskTree(session);
  await session.client.close();
  return session.database;
}

/** Elsewhere `script`, which makes the terminal, takes other flags. */
const testOnLinux = test.skipIf(process.platform !== 'linux');

testOnLinux('a person at a terminal is asked, and what they agree to is done', async () => {
  const database = await list();
  const { code, screen } = await atTerminal(['delete', '1'], { database, types: 'y\r' });
  expect(screen).toContain(`${QUESTION} [y/N] `);
  expect(screen).toContain(DELETED);
  expect(code).toBe(0);
  expect((await run(['list'], { database })).stdout).toBe('○ #3: Move in [medium]\n');
  expect(await audit(database)).toEqual([]);
});

testOnLinux.each([
  ['no', 'n\r'],
  ['nothing', '\r'],
  ['Ctrl-C', '\u0003'],
  ['Ctrl-D', '\u0004'],
])('a person who types %s has changed nothing', async (_, types) => {
  const database = await list();
  const before = await stateOf(database);
  const { code, screen } = await atTerminal(['delete', '1'], { database, types });
  expect(screen).toMatch(/Nothing was changed\.\n$/);
  expect(code).toBe(4);
  expect(await stateOf(database)).toEqual(before);
});

testOnLinux('nobody is asked who says so at once, or where nothing depends on the task', async () => {
  const database = await list();
  expect(await atTerminal(['rm', '3'], { database })).toEqual({
    code: 0,
    screen: 'Task #3 deleted. To restore it: undo change 4.\n',
  });
  expect(await atTerminal(['rm', '1', '--include-subtasks'], { database })).toEqual({
    code: 0,
    screen: 'Task #1 and its subtask #2 deleted. To restore them: undo change 5.\n',
  });
});

test('without a terminal nothing is deleted, and the flag is named that would', async () => {
  const database = await list();
  const before = await stateOf(database);
  for (const input of ['', 'y\n'])
    expect(await run(['delete', '1'], { database, input })).toEqual({
      code: 4,
      stdout: '',
      stderr: `${QUESTION}\nNothing was deleted. If that is meant, call \`delete\` with --include-subtasks.\n`,
    });
  const { code, stdout, stderr } = await run(['delete', '1', '--json'], { database });
  expect({ code, stdout }).toEqual({ code: 4, stdout: '' });
  expect(JSON.parse(stderr)).toMatchObject({ error: { code: 'unconfirmed' } });
  expect(await stateOf(database)).toEqual(before);
  expect(await run(['delete', '1', '--include-subtasks'], { database })).toEqual({
    code: 0,
    stdout: DELETED,
    stderr: '',
  });
});
