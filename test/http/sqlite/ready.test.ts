import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { expect, test } from 'vitest';
import { startService } from '../../support/service.ts';

test('a process that lost its list is alive and not ready', async () => {
  const service = await startService();
  for (const end of ['', '-wal', '-shm']) rmSync(`${service.database}${end}`, { force: true });
  await expect.poll(async () => (await fetch(`${service.url}/readyz`)).status).toBe(503);
  expect(await (await fetch(`${service.url}/readyz`)).json()).toEqual({ status: 'unavailable', reason: 'store' });
  expect((await fetch(`${service.url}/healthz`)).status).toBe(200);
  service.process.kill('SIGTERM');
  await once(service.process, 'close');
});
