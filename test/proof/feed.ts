/** `npm run proof:feed`: how soon a subscriber in one process hears of a change made by another, and that it always does. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Writer } from './writer.ts';

const TRIALS = 1_000;
/** Far beyond the poll: a change that is not told by then was missed. */
const MISSED_MS = 5_000;

const folder = mkdtempSync(join(tmpdir(), 'task-manager-feed-'));
const [writer, subscriber] = [new Writer(join(folder, 'tasks.db')), new Writer(join(folder, 'tasks.db'))];
await Promise.all([writer.ready(), subscriber.ready()]);
await subscriber.subscribe('tasks://all');

const delays: number[] = [];
let missed = 0;
for (let trial = 0; trial < TRIALS; trial++) {
  const heard = new Promise<void>((resolve) => {
    subscriber.hint = resolve;
  });
  await writer.add(`Trial ${trial}`);
  const answered = performance.now();
  const limit = new AbortController();
  const inTime = await Promise.race([heard.then(() => true), sleep(MISSED_MS, false, { signal: limit.signal })]);
  limit.abort();
  if (inTime) delays.push(performance.now() - answered);
  else missed++;
  // Pauses of any length, so that changes fall anywhere between two polls.
  await sleep(Math.random() * 50);
}
await Promise.all([writer.end(), subscriber.end()]);
rmSync(folder, { recursive: true });

delays.sort((a, b) => a - b);
const at = (part: number) => (delays[Math.floor(delays.length * part)] ?? 0).toFixed(1);
console.log(
  `${TRIALS} changes: ${missed} missed; heard after p50 ${at(0.5)} ms, p99 ${at(0.99)} ms, longest ${at(0.999)} ms`,
);
process.exitCode = missed === 0 ? 0 : 1;
