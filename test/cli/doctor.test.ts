import { chmodSync, writeFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { expect, test } from 'vitest';
import { run } from '../support/command.ts';
import { newDatabase } from '../support/folder.ts';
import { openSession } from '../support/session.ts';

test('a healthy list has no problem, and says who uses it', async () => {
  const session = await openSession({ over: 'stdio' });
  await session.text('add_task', { title: 'Task' });
  const { code, stdout } = await run(['doctor'], { database: session.database });
  expect(stdout).toContain('✓ content: 1 tasks, counters and search agree');
  expect(stdout).toMatch(/✓ in use by: \d+ \(/);
  expect(stdout).not.toContain('✗');
  expect(code).toBe(0);
});

test('a file that others can read is a warning with its mend', async () => {
  const database = newDatabase();
  await run(['add', 'Task'], { database });
  chmodSync(database, 0o644);
  const { code, stdout } = await run(['doctor'], { database });
  expect(stdout).toContain('! rights: other users of this machine can read the file');
  expect(stdout).toContain('chmod 600');
  expect(code).toBe(0);
});

test('counters that disagree with the rows are a problem', async () => {
  const database = newDatabase();
  await run(['add', 'Task'], { database });
  const file = new DatabaseSync(database);
  file.exec('UPDATE counts SET count = 5');
  file.close();
  const { code, stdout } = await run(['doctor'], { database });
  expect(stdout).toContain('✗ content: 1 tasks, 5 counted, 1 searchable');
  expect(code).toBe(1);
});

test('a file that is no database is a problem, also as JSON', async () => {
  const database = newDatabase();
  writeFileSync(database, 'just some text, long enough to be looked at as a header of a file');
  const { code, stdout } = await run(['doctor', '--json'], { database });
  expect(code).toBe(1);
  expect(JSON.parse(stdout).findings.at(-1)).toMatchObject({ check: 'database', state: 'problem' });
});

test('settings that the host did not replace, or that are wrong, are found', async () => {
  const env = { DATABASE_URL: '${DATABASE_URL}', XDG_DATA_HOME: newDatabase() };
  expect((await run(['doctor'], { env })).stdout).toContain('! settings: DATABASE_URL is ${DATABASE_URL}');
  const wrong = await run(['doctor'], { env: { TASK_TITLE_MAX: '9' } });
  expect(wrong.code).toBe(1);
  expect(wrong.stdout).toContain('✗ settings: TASK_TITLE_MAX must be a whole number from 50 to 200');
});
