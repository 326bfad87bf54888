/** `npm run proof:rolling`: three replicas on one Postgres are restarted one after the other under load; no call with a key fails for good. */
import { audit } from '../support/audit.ts';
import { setup } from '../support/build.ts';
import { Cluster } from '../support/postgres/cluster.ts';
import { writeWhileRolling } from './rolling.ts';

setup();
const cluster = await Cluster.start();
const outcome = await writeWhileRolling(cluster.url, { replicas: 3, callers: 12, rounds: 5 });
const { acknowledged, ended, again, wrong, slowestMs, lost, doubled, unclean } = outcome;
const damage = [...wrong, ...(await audit(cluster.url))];
await cluster.stop();
for (const line of damage.slice(0, 20)) console.log(line);
console.log(again);
console.log(
  `${acknowledged} writes acknowledged over ${ended} restarts of a replica, ${unclean} of them not clean: ${lost} lost, ${doubled} doubled, ${damage.length} that must not be; slowest answer ${slowestMs} ms`,
);
process.exitCode = lost + doubled + unclean + damage.length === 0 ? 0 : 1;
