import { setTimeout as sleep } from 'node:timers/promises';
import type { Row } from '../support/beside.ts';
import { rowsOf } from '../support/beside.ts';
import { keyedLoad } from './keyed-load.ts';
import { type Served, serve, tokensFor } from './served.ts';

interface Plan {
  readonly replicas: number;
  readonly callers: number;
  readonly rounds: number;
}

/** Ends and starts one replica after the other while calls come in, as a new version is rolled out. */
export async function writeWhileRolling(database: string, { replicas, callers, rounds }: Plan) {
  const [token = ''] = await tokensFor(database, [{ name: 'proof' }]);
  const servers: Served[] = await Promise.all(Array.from({ length: replicas }, () => serve(database)));
  const ports = servers.map(({ port }) => port);
  const codes: (number | null | undefined)[] = [];
  const { acknowledged, again, slowestMs, wrong } = await keyedLoad({ ports, token, callers }, async () => {
    for (let each = 0; each < rounds * replicas; each += 1) {
      const index = each % replicas;
      await sleep(300);
      codes.push(await servers[index]?.end());
      servers[index] = await serve(database);
      ports[index] = servers[index].port;
    }
  });
  await Promise.all(servers.map((server) => server.end()));
  const counts = (await rowsOf(database, 'SELECT title, count(*) AS count FROM tasks GROUP BY title')).map(
    (row: Row) => [String(row.title), Number(row.count)] as const,
  );
  const made = new Map(counts);
  return {
    ...{ acknowledged: acknowledged.length, ended: codes.length, again, wrong },
    slowestMs: Math.round(slowestMs),
    lost: acknowledged.filter(({ title }) => !made.has(title)).length,
    doubled: [...made.values()].filter((count) => count > 1).length,
    unclean: codes.filter((code) => code !== 0).length,
  };
}
