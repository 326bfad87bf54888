import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { expect, onTestFinished, test } from 'vitest';
import { BIN, childEnvironment } from '../support/child.ts';
import { run } from '../support/command.ts';
import { newDatabase } from '../support/folder.ts';

test('watch prints the changes of other processes as they happen, and ends on interrupt', async () => {
  const database = newDatabase();
  await run(['add', 'Before'], { database });
  const child = spawn(process.execPath, [BIN, 'watch', '--json'], {
    env: childEnvironment({ DATABASE_URL: database }),
  });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const first = lines.next();
  // Nobody is told when watch has begun, so changes go on until it has seen one.
  let seen = false;
  void first.then(() => {
    seen = true;
  });
  while (!seen) await run(['add', 'While watched'], { database });
  expect(JSON.parse((await first).value ?? '')).toMatchObject({
    kind: 'task.created',
    after: { title: 'While watched' },
  });
  child.kill('SIGINT');
  await once(child, 'close');
  expect(child.exitCode).toBe(0);
});
