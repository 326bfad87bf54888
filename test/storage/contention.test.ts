import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { expect, onTestFinished, test } from 'vitest';
import { audit } from '../support/audit.ts';
import { newDatabase } from '../support/folder.ts';
import { openSession } from '../support/session.ts';
import { makeTutorialFile } from '../support/tutorial-file.ts';

/** Another process on the database; resolves at its first line, that is, when it has the lock. */
async function otherProcess(database: string, script: string): Promise<void> {
  const code = `
    const { DatabaseSync } = require('node:sqlite');
    ${script}`;
  const child = spawn(process.execPath, ['-e', code, database], { stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  await new Promise((resolve) => createInterface({ input: child.stdout }).once('line', resolve));
}

const holdFor = (ms: number) => `
  const database = new DatabaseSync(process.argv[1], { timeout: 5000 });
  database.exec('BEGIN IMMEDIATE');
  console.log('locked');
  setTimeout(() => database.exec('COMMIT'), ${ms});`;

test('two processes that write at once lose nothing and see no lock', async () => {
  const database = newDatabase();
  const sessions = await Promise.all([1, 2].map(() => openSession({ over: 'stdio', database })));
  const texts = await Promise.all(
    sessions.flatMap((session) =>
      Array.from({ length: 100 }, (_, index) => session.text('add_task', { title: `Task ${index}` })),
    ),
  );
  const ids = new Set(texts.map((text) => /^Created task #(\d+)/.exec(text)?.[1]));
  expect(ids.size).toBe(200);
  expect(await sessions[0]?.text('get_task_stats')).toMatch(/^Tasks: 200 total/);
  expect(audit(database)).toEqual([]);
});

test('a writer that is locked out for 2 s keeps its event loop turning, can be read from, and then succeeds', async () => {
  const session = await openSession();
  await session.text('add_task', { title: 'First' });
  await otherProcess(session.database, holdFor(2_000));
  const start = performance.now();
  const ticks = [start];
  const timer = setInterval(() => ticks.push(performance.now()), 10);
  onTestFinished(() => clearInterval(timer));
  const reader = await openSession({ database: session.database });
  const writing = session.text('add_task', { title: 'Second' });
  expect(await reader.text('list_tasks')).toBe('○ #1: First [medium]');
  expect(await writing).toBe('Created task #2: Second (medium)');
  const waited = performance.now() - start;
  const gaps = ticks.slice(1).map((tick, index) => tick - (ticks[index] ?? tick));
  expect(waited).toBeGreaterThan(1_500);
  expect(ticks.length).toBeGreaterThan(50);
  expect(Math.max(...gaps)).toBeLessThan(750);
});

test('a server that waits for a lock still answers', async () => {
  const session = await openSession({ over: 'stdio' });
  await session.text('add_task', { title: 'First' });
  await otherProcess(session.database, holdFor(1_500));
  const writing = session.text('add_task', { title: 'Second' });
  const first = await Promise.race([writing, session.client.listTools()]);
  expect(first).toMatchObject({ tools: expect.any(Array) });
  expect(await writing).toBe('Created task #2: Second (medium)');
});

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
