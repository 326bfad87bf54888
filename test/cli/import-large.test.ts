import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { BIN, childEnvironment } from '../support/child.ts';
import { run } from '../support/command.ts';
import { newDatabase, newFolder } from '../support/folder.ts';
import { openSession } from '../support/session.ts';

const TASKS = 10_000;
/** Six thousand characters, in words so long that finding them takes no time. */
const DESCRIPTION = `${'a'.repeat(59)} `.repeat(100);
/**
 * A heap that could not hold the tasks: they come to 60 MB of text, and more as objects. What is young counts too, and would
 * by itself grow beyond it: then everything is looked through over and over.
 */
const SMALL_HEAP = { NODE_OPTIONS: '--max-old-space-size=40 --max-semi-space-size=2' };

async function largeExport(file: string, count: number): Promise<void> {
  const out = createWriteStream(file);
  out.write(
    '{"format":"task-manager-mcp","format_version":1,"list":"x","exported_at":"2026-01-01T00:00:00Z","tasks":[',
  );
  for (let id = 1; id <= count; id++) {
    const task = { id, title: `Task ${id}`, description: DESCRIPTION, created_at: '2026-01-01T00:00:00Z' };
    if (!out.write(`${id === 1 ? '' : ','}\n${JSON.stringify(task)}`)) await once(out, 'drain');
  }
  out.end('\n]}\n');
  await once(out, 'close');
}

test('many tasks come in and go out within bounded memory, and others can write meanwhile', {
  timeout: 240_000,
}, async () => {
  const folder = newFolder();
  const [file, database] = [join(folder, 'large.json'), newDatabase()];
  await largeExport(file, TASKS);
  const session = await openSession({ database });
  let isOver = false;
  const importing = run(['import', file], { database, env: SMALL_HEAP }).finally(() => {
    isOver = true;
  });
  const count = async () => Number((await session.data('get_task_stats')).total);
  while ((await count()) === 0) await setImmediate();
  for (let added = 0; added < 10; added++) await session.text('add_task', { title: 'Meanwhile' });
  expect(isOver).toBe(false);
  const says = (counts: string) => ({ code: 0, stdout: `Imported ${file}: ${counts}.\n`, stderr: '' });
  expect(await importing).toEqual(says(`${TASKS} added, 0 updated, 0 unchanged`));
  const again = await run(['import', file], { database, env: SMALL_HEAP });
  expect(again).toEqual(says(`0 added, 0 updated, ${TASKS} unchanged`));
  const out = await run(['export', '--output', join(folder, 'out.json')], { database, env: SMALL_HEAP });
  expect(out).toMatchObject({ code: 0, stderr: expect.stringContaining(`Exported ${TASKS + 10} tasks`) });
});

test('an import that is killed leaves whole chunks, and the next one completes it', { timeout: 120_000 }, async () => {
  const folder = newFolder();
  const [file, database] = [join(folder, 'large.json'), newDatabase()];
  await largeExport(file, 6_000);
  const session = await openSession({ database });
  const count = async () => Number((await session.data('get_task_stats')).total);
  const child = spawn(process.execPath, [BIN, 'import', file], { env: childEnvironment({ DATABASE_URL: database }) });
  while ((await count()) === 0) await setImmediate();
  child.kill('SIGKILL');
  await once(child, 'close');
  const there = await count();
  expect(there).toBeLessThan(6_000);
  expect(there % 500).toBe(0);
  const { stdout } = await run(['import', file], { database });
  expect(stdout).toBe(`Imported ${file}: ${6_000 - there} added, 0 updated, ${there} unchanged.\n`);
});
