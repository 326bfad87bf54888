/** `npm run proof:webhooks [events]`: 10,000 events reach a receiver that fails and restarts, also while senders are killed; and how soon. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setup } from '../support/build.ts';
import { deliverAll } from './delivering.ts';
import { hookLatencies } from './hook-latency.ts';

const MOST_P50_MS = 1_000;
const events = Number(process.argv[2] ?? 10_000);
if (!Number.isInteger(events) || events < 1) throw new Error('how many events? e.g. npm run proof:webhooks -- 1000');
setup();
const folder = mkdtempSync(join(tmpdir(), 'task-manager-webhooks-'));
const wrong: string[] = [];

for (const [name, killEveryMs] of [
  ['senders live', undefined],
  ['a sender killed every second', 1_000],
] as const) {
  const load = { events, failing: 0.3, ...(killEveryMs !== undefined && { killEveryMs }) };
  const done = await deliverAll(join(folder, `${name}.db`), load);
  console.log(
    `${name}: ${done.delivered} of ${events} events delivered in ${done.seconds.toFixed(0)} s, ${done.refused} requests failed, ` +
      `${done.restarts} restarts, ${done.kills} kills, ${done.twice} came more than once, ${done.replayed} replayed, ` +
      `${done.wrong.length} that must not be`,
  );
  wrong.push(...done.wrong);
}

const delays = await hookLatencies(join(folder, 'latency.db'), 300);
const at = (part: number) => delays[Math.floor(delays.length * part)] ?? 0;
console.log(
  `300 tasks completed over standard input: heard of after p50 ${at(0.5).toFixed(1)} ms, p99 ${at(0.99).toFixed(1)} ms (at most ${MOST_P50_MS} ms for p50)`,
);
for (const line of wrong.slice(0, 20)) console.log(line);
rmSync(folder, { recursive: true });
process.exitCode = wrong.length === 0 && at(0.5) <= MOST_P50_MS ? 0 : 1;
