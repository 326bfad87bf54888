import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inject, onTestFinished } from 'vitest';
import { createSchema } from './postgres/schemas.ts';

/** An empty folder of the test's own, gone when it ends. */
export function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'task-manager-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Where the test's database may be, as DATABASE_URL says it; nothing stands there yet. */
export function newDatabase(): string {
  const postgres = inject('postgres');
  if (postgres === undefined) return join(newFolder(), 'tasks.db');
  const { urls, prefix } = postgres;
  const server = urls[Number(process.env.VITEST_POOL_ID) % urls.length];
  if (server === undefined) throw new Error('Vitest tells no number of this worker in VITEST_POOL_ID');
  const { url, drop } = createSchema({ url: server, prefix });
  onTestFinished(drop);
  return url;
}
