import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, openSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { BIN, childEnvironment } from '../support/child.ts';
import { run } from '../support/command.ts';
import { newDatabase } from '../support/folder.ts';

const COMMANDS = [['--help'], ['list'], ['completion', 'bash'], ['export']];

/** Runs a command whose output nobody reads. */
async function runUnread(args: readonly string[], database: string) {
  const child = spawn(process.execPath, [BIN, ...args], { env: childEnvironment({ DATABASE_URL: database }) });
  child.stdout.destroy();
  const says = text(child.stderr);
  await once(child, 'close');
  return { code: child.exitCode, stderr: await says };
}

test.each(COMMANDS)('%s ends quietly when nobody reads its output', async (...args) => {
  const database = newDatabase();
  await run(['add', 'Task'], { database });
  const { code, stderr } = await runUnread(args, database);
  expect(code).toBe(0);
  expect(stderr).not.toContain('    at ');
});

test.runIf(existsSync('/dev/full')).each(COMMANDS)(
  '%s says in one sentence that its output cannot be written',
  async (...args) => {
    const database = newDatabase();
    await run(['add', 'Task'], { database });
    const full = openSync('/dev/full', 'w');
    const child = spawn(process.execPath, [BIN, ...args], {
      env: childEnvironment({ DATABASE_URL: database }),
      stdio: ['ignore', full, 'pipe'],
    });
    closeSync(full);
    let says = '';
    child.stderr?.setEncoding('utf8').on('data', (part: string) => {
      says += part;
    });
    await once(child, 'close');
    expect(child.exitCode).toBe(1);
    expect(says).toBe('task-manager-mcp: The output cannot be written (ENOSPC). Write it to another place.\n');
  },
);
