import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { onTestFinished } from 'vitest';
import { BIN, childEnvironment } from './child.ts';
import { run } from './command.ts';
import { newDatabase } from './folder.ts';

/** `watch --json` that has shown a change, so it is known to have begun. */
export async function startedWatch() {
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
