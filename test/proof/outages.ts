/** `npm run proof:outages`: 200 connections to Postgres and five times Postgres itself are ended under load; no acknowledged write is lost or doubled. */
import { audit } from '../support/audit.ts';
import { setup } from '../support/build.ts';
import { Cluster } from '../support/postgres/cluster.ts';
import { writeDuringOutages } from './outage.ts';

setup();
const cluster = await Cluster.start();
const plan = { servers: 2, callers: 8, terminations: 200, restarts: 5, awayMs: 2_000 };
const { acknowledged, terminated, again, wrong, died, ...outcome } = await writeDuringOutages(cluster, plan);
const damage = [...wrong, ...(await audit(cluster.url))];
await cluster.stop();
for (const line of damage.slice(0, 20)) console.log(line);
console.log(again);
const { lost, doubled, slowestMs, recoveryMs } = outcome;
console.log(
  `${acknowledged} writes acknowledged over ${terminated} ended connections and ${plan.restarts} restarts: ${lost} lost, ${doubled} doubled, ${died} processes died, ${damage.length} that must not be; slowest answer ${slowestMs} ms, first write at most ${recoveryMs} ms after the database was back`,
);
process.exitCode = lost + doubled + died + damage.length === 0 ? 0 : 1;
