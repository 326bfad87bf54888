import { afterAll, expect, onTestFinished, test } from 'vitest';
import { openApp } from '../../../src/app.ts';
import { readConfig } from '../../../src/config.ts';
import { tell } from '../../support/list.ts';
import { Cluster, urlOn } from '../../support/postgres/cluster.ts';
import { Relay } from '../../support/postgres/relay.ts';

/** Nobody listens there. */
const NOWHERE = 1;
const clusters: Cluster[] = [];
afterAll(async () => {
  for (const cluster of clusters) await cluster.stop();
});

async function open(port: number) {
  const config = readConfig([], { LOG_LEVEL: 'silent', TASK_ACTOR: 'ada', DATABASE_URL: urlOn(port) });
  const { services, close } = await openApp(config);
  onTestFinished(close);
  return services.callFor('test');
}

test('a copy that takes over gives no id again that was given before, and a cursor that it lost is refused', async () => {
  const primary = await Cluster.start();
  clusters.push(primary);
  const relay = await Relay.to(primary.port);
  const call = await open(relay.port);
  onTestFinished(() => relay.close());
  await tell(call, 'add_task', { title: 'In both' });
  const replication = await Relay.to(primary.port);
  onTestFinished(() => replication.close());
  const copy = await primary.copy(replication.port);
  clusters.push(copy);
  await caughtUp(primary, copy);
  replication.to = NOWHERE;
  replication.cutAll();
  await disconnected(primary);
  const lost = await tell(call, 'add_task', { title: 'Only in the old one' });
  expect(lost).toMatch(/^Created task #2/);
  const cursor = 2;
  const waiting = tell(call, 'get_changes', { since: cursor, wait_seconds: 40 });
  const isRefused = expect(waiting).rejects.toThrow('since 2 is no cursor of this list');
  await primary.down();
  relay.to = copy.port;
  relay.cutAll();
  const adding = tell(call, 'add_task', { title: 'During it', idempotency_key: 'during' });
  await copy.promote();
  const promoted = performance.now();
  expect(await adding).toMatch(/^Created task #1\d{4}: During it/);
  expect(performance.now() - promoted).toBeLessThan(2_000);
  await isRefused;
  await expect(tell(call, 'get_changes', { since: cursor })).rejects.toThrow('since 2 is no cursor of this list');
  expect(await tell(call, 'get_changes', { since: 1 })).toContain('During it');
  // Once is enough, also for a process that comes later.
  expect(await tell(await open(copy.port), 'add_task', { title: 'The next one' })).toMatch(/^Created task #1000\d:/);
}, 120_000);

async function caughtUp(primary: Cluster, copy: Cluster): Promise<void> {
  const [row] = await primary.query('SELECT pg_current_wal_flush_lsn()::text AS lsn');
  await until(copy, `SELECT pg_last_wal_replay_lsn() >= '${row?.lsn}'::pg_lsn AS yes`);
}

const disconnected = (primary: Cluster) => until(primary, 'SELECT count(*) = 0 AS yes FROM pg_stat_replication');

async function until(cluster: Cluster, sql: string): Promise<void> {
  const end = performance.now() + 20_000;
  while ((await cluster.query(sql))[0]?.yes !== true) {
    if (performance.now() > end) throw new Error(`it never came to be: ${sql}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
