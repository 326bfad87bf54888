import { setTimeout as sleep } from 'node:timers/promises';
import type { Cluster } from '../support/postgres/cluster.ts';
import { keyedLoad } from './keyed-load.ts';
import { serve, tokensFor } from './served.ts';

interface Outages {
  readonly servers: number;
  readonly callers: number;
  readonly terminations: number;
  readonly restarts: number;
  /** How long the database stays away. */
  readonly awayMs: number;
}

/** Ends connections of the services, and now and then the whole database, while calls come in. */
export async function writeDuringOutages(cluster: Cluster, plan: Outages) {
  const [token = ''] = await tokensFor(cluster.url, [{ name: 'proof' }]);
  const servers = await Promise.all(Array.from({ length: plan.servers }, () => serve(cluster.url)));
  const ups: number[] = [];
  let terminated = 0;
  const terminate = async () => {
    const rows = await cluster.query(`SELECT pg_terminate_backend(pid) FROM (SELECT pid FROM pg_stat_activity
      WHERE application_name = 'task-manager-mcp' ORDER BY state = 'idle', random() LIMIT 1) AS one`);
    terminated += rows.length;
  };
  const trouble = async () => {
    for (let restart = 0; restart <= plan.restarts; restart += 1) {
      const goal = Math.ceil((plan.terminations * (restart + 1)) / (plan.restarts + 1));
      while (terminated < goal) {
        await terminate();
        await sleep(Math.random() * 60);
      }
      if (restart === plan.restarts) break;
      await cluster.down();
      await sleep(plan.awayMs);
      await cluster.up();
      ups.push(performance.now());
      await sleep(1_500);
    }
  };
  const load = { ports: servers.map(({ port }) => port), token, callers: plan.callers };
  const { acknowledged, again, slowestMs, wrong } = await keyedLoad(load, trouble);
  const died = servers.filter(({ process }) => process.exitCode !== null || process.signalCode !== null).length;
  await Promise.all(servers.map((server) => server.end()));
  const counts = new Map(
    (await cluster.query('SELECT title, count(*)::integer AS count FROM tasks GROUP BY title')).map((row) => [
      String(row.title),
      Number(row.count),
    ]),
  );
  return {
    acknowledged: acknowledged.length,
    ...{ terminated, again, wrong, died },
    slowestMs: Math.round(slowestMs),
    lost: acknowledged.filter(({ title }) => !counts.has(title)).length,
    doubled: [...counts.values()].filter((count) => count > 1).length,
    /** From when the database was back to the first acknowledged write, at worst. */
    recoveryMs: Math.round(
      Math.max(0, ...ups.map((up) => Math.min(...acknowledged.map(({ at }) => at).filter((at) => at > up)) - up)),
    ),
  };
}
