import { expect, test } from 'vitest';
import { lockOut } from '../../support/beside.ts';
import { callOver, metricOf } from '../../support/measured.ts';
import { startService } from '../../support/service.ts';

test('the size of the write-ahead log is measured', async () => {
  const service = await startService();
  await callOver(service, 'add_task', { title: 'Review PR' });
  expect(await metricOf(service, 'task_manager_database_wal_bytes')).toBeGreaterThan(0);
});

test("waiting for another process's lock is counted", async () => {
  const service = await startService();
  const lock = await lockOut(service.database);
  const added = callOver(service, 'add_task', { title: 'Review PR' });
  // The call is in the queue when the metrics say that it runs; then it begins to wait.
  await expect.poll(() => metricOf(service, 'task_manager_running_calls')).toBeGreaterThan(1);
  await lock.release();
  await added;
  expect(await metricOf(service, 'task_manager_database_busy_retries_total')).toBeGreaterThan(0);
  expect(await metricOf(service, 'task_manager_database_busy_wait_seconds_count')).toBeGreaterThan(0);
});
