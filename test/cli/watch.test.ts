import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { DatabaseSync } from 'node:sqlite';
import { expect, onTestFinished, test } from 'vitest';
import { BIN, childEnvironment } from '../support/child.ts';
import { run } from '../support/command.ts';
import { newDatabase } from '../support/folder.ts';

/** `watch --json` that has shown a change, so it is known to have begun. */
async function startedWatch() {
  const database = newDatabase();
  await run(['add', 'Before'], { database });
  const child = spawn(process.execPath, [BIN, 'watch', '--json'], {
    env: childEnvironment({ DATABASE_URL: database }),
  });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const first = createInterface({ input: child.stdout })[Symbol.asyncIterator]().next();
  // Nobody is told when watch has begun, so changes go on until it has seen one.
  let seen = false;
  void first.then(() => {
    seen = true;
  });
  while (!seen) await run(['add', 'While watched'], { database });
  const { value = '' } = await first;
  return { child, database, change: JSON.parse(value), stderr: () => stderr };
}

test('watch prints the changes of other processes as they happen, and ends on interrupt', async () => {
  const { child, change } = await startedWatch();
  expect(change).toMatchObject({
    kind: 'task.created',
    after: { title: 'While watched' },
  });
  child.kill('SIGINT');
  await once(child, 'close');
  expect(child.exitCode).toBe(0);
});

test('watch ends with a sentence when a newer version has changed the database', async () => {
  const { child, database, stderr } = await startedWatch();
  const newer = new DatabaseSync(database);
  newer.exec('PRAGMA user_version = 999');
  newer.close();
  await once(child, 'close');
  expect(stderr()).toMatch(/^another version of task-manager-mcp has changed the database .*\n$/);
  expect(child.exitCode).toBe(5);
});

test('watch ends with a sentence when the database is deleted', async () => {
  const { child, database, stderr } = await startedWatch();
  for (const end of ['', '-wal', '-shm']) rmSync(`${database}${end}`, { force: true });
  await once(child, 'close');
  expect(stderr()).toMatch(/^the database file was deleted .*\n$/);
  expect(child.exitCode).toBe(5);
});
