/** `npm run proof:replicas`: 3 replicas on Postgres, one killed every second: 16 workers claim 10,000 tasks, each once; and how much faster than if they queued for the best one. */
import { median } from '../../bench/numbers.ts';
import { audit } from '../support/audit.ts';
import { setup } from '../support/build.ts';
import { Relay } from '../support/postgres/relay.ts';
import { claimWhileKilled, compareForms } from './claim-workers.ts';
import { openServer } from './database.ts';

const TASKS = 10_000;
const LEAST_RATIO = 3;
/** As in another building: what queueing costs is how long each claim takes, and not only the work in it. */
const ROUND_TRIP_MS = 2;

setup();
const server = await openServer();
const load = { replicas: 3, workers: 16 };
const list = await server.newList();
const way = await Relay.before(list);
way.delayMs = ROUND_TRIP_MS / 2;
const { skipping, plain, wrong } = await compareForms(way.urlOf(list), { ...load, tasks: 4_000 }, 400);
await way.close();
const ratio = median(skipping) / median(plain);
console.log(
  `16 workers, ${ROUND_TRIP_MS} ms from the database: ${median(skipping).toFixed(0)} claims a second, ${median(plain).toFixed(0)} without SKIP LOCKED; ratio ${ratio.toFixed(2)} (at least ${LEAST_RATIO})`,
);

const killed = await server.newList();
const { claims, kills, retried, seconds, ...outcome } = await claimWhileKilled(killed, {
  ...load,
  tasks: TASKS,
  killEveryMs: 1_000,
});
const twice = [...claims.values()].filter((count) => count > 1).length;
wrong.push(...outcome.wrong, ...(await audit(killed)));
for (const line of wrong.slice(0, 20)) console.log(line);
await server.end();
console.log(
  `${kills} replicas killed in ${seconds.toFixed(0)} s, ${retried} calls sent again: ${claims.size} of ${TASKS} tasks claimed, ${twice} of them twice, ${wrong.length} that must not be`,
);
process.exitCode = claims.size === TASKS && twice === 0 && wrong.length === 0 && ratio >= LEAST_RATIO ? 0 : 1;
