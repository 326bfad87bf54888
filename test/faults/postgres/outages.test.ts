import { expect, onTestFinished, test } from 'vitest';
import { writeDuringOutages } from '../../proof/outage.ts';
import { audit } from '../../support/audit.ts';
import { Cluster } from '../../support/postgres/cluster.ts';

test('no acknowledged write is lost or doubled while connections and the database itself are ended', async () => {
  const cluster = await Cluster.start();
  onTestFinished(() => cluster.stop());
  const outcome = await writeDuringOutages(cluster, {
    ...{ servers: 2, callers: 4 },
    ...{ terminations: 20, restarts: 1, awayMs: 500 },
  });
  expect(outcome).toMatchObject({ lost: 0, doubled: 0, died: 0, wrong: [] });
  expect(await audit(cluster.url)).toEqual([]);
}, 60_000);
