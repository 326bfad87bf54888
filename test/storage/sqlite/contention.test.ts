import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { expect, onTestFinished, test } from 'vitest';
import { newDatabase } from '../../support/folder.ts';
import { openSession } from '../../support/session.ts';
import { makeTutorialFile } from '../../support/tutorial-file.ts';

/** Another process on the database; resolves at its first line, that is, when it has the lock. */
async function otherProcess(database: string, script: string): Promise<void> {
  const code = `
    const { DatabaseSync } = require('node:sqlite');
    ${script}`;
  const child = spawn(process.execPath, ['-e', code, database], { stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  await new Promise((resolve) => createInterface({ input: child.stdout }).once('line', resolve));
}

/** Takes the whole file as soon as another process copies it: so does one that upgrades it at the same moment. */
const TAKE_AFTER_COPY = `
  const { readdirSync } = require('node:fs');
  const { dirname } = require('node:path');
  const database = new DatabaseSync(process.argv[1], { timeout: 0 });
  const begin = () => { try { database.exec('BEGIN EXCLUSIVE'); return true } catch { return false } };
  const look = () => {
    const until = performance.now() + 20;
    while (performance.now() < until) {
      if (!readdirSync(dirname(process.argv[1])).some((name) => name.includes('before-upgrade'))) continue;
      while (!begin());
      setTimeout(() => database.exec('COMMIT'), 300);
      return;
    }
    setTimeout(look, 0);
  };
  console.log('looking');
  look();`;

test('an upgrade is patient with another process that upgrades the same file', async () => {
  for (let round = 0; round < 4; round += 1) {
    const database = newDatabase();
    makeTutorialFile(database);
    await otherProcess(database, TAKE_AFTER_COPY);
    const session = await openSession({ database });
    expect(await session.text('add_task', { title: 'Next' })).toBe('Created task #8: Next (medium)');
  }
});
