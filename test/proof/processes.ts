/** `npm run proof:processes`: 8 × 500 writes on one file, 50 first starts of 8 at once, and what ten idle servers cost. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { cpuSeconds, writeAtOnce } from './many-writers.ts';
import { Writer } from './writer.ts';

const IDLE_MS = 20_000;
const folder = mkdtempSync(join(tmpdir(), 'task-manager-proof-'));

const load = await writeAtOnce(join(folder, 'load.db'), { processes: 8, writes: 500 });
console.log(
  `8 × 500 writes: ${load.ids} ids, ${load.errors} errors, p50 ${load.p50Ms.toFixed(1)} ms, longest ${load.longestMs.toFixed(0)} ms`,
);

let started = 0;
for (let round = 0; round < 50; round++) {
  const { ids, errors } = await writeAtOnce(join(folder, `start-${round}.db`), { processes: 8, writes: 1 });
  if (ids === 8 && errors === 0) started++;
}
console.log(`first start by 8 at once: ${started} of 50 rounds without an error`);

const idle = Array.from({ length: 10 }, () => new Writer(join(folder, 'idle.db')));
await Promise.all(idle.map((writer) => writer.ready()));
await sleep(1_000);
const used = () => idle.reduce((sum, { process: { pid = 0 } }) => sum + cpuSeconds(pid), 0);
const before = used();
await sleep(IDLE_MS);
console.log(
  `ten idle servers: ${(((used() - before) / (IDLE_MS / 1_000)) * 100).toFixed(2)} % of one core, all together`,
);
await Promise.all(idle.map((writer) => writer.end()));

rmSync(folder, { recursive: true });
process.exitCode = load.errors === 0 && load.ids === 4_000 && started === 50 ? 0 : 1;
