/** `npm run proof:slow`: a thousand slow clients do not slow a good one, and leave nothing behind. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setup } from '../support/build.ts';
import { slowDown } from './slowing.ts';

const MOST_TIMES = 2;
const MOST_MIB = 48;

setup();
const folder = mkdtempSync(join(tmpdir(), 'task-manager-slow-'));
const load = { slow: 1_000, calls: 3_000, fullMs: 12_000, restMs: 5_000 };
const { aloneMs, amongMs, cut, mib, refused } = await slowDown(join(folder, 'tasks.db'), load);
rmSync(folder, { recursive: true });
const times = amongMs / aloneMs;
const left = mib.after - mib.alone;
console.log(
  `half of the calls take ${aloneMs.toFixed(2)} ms alone and ${amongMs.toFixed(2)} ms among them: ${times.toFixed(2)} times (at most ${MOST_TIMES}); ${refused} refused`,
);
console.log(
  `${Math.round(mib.alone)} MiB alone, ${Math.round(mib.among)} among them, ${Math.round(mib.after)} after them (at most ${MOST_MIB} more); ${cut} were cut`,
);
process.exitCode = times <= MOST_TIMES && left <= MOST_MIB && refused === 0 ? 0 : 1;
