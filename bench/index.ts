import { availableParallelism, cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { measureReads } from './measure-reads.ts';
import { measureStart } from './measure-start.ts';
import { measureTokens } from './measure-tokens.ts';
import { measureWrites } from './measure-writes.ts';
import { shuffled } from './numbers.ts';
import { ERAS } from './requests.ts';
import { setStage } from './stage.ts';
import { toMarkdown, toRows } from './table.ts';
import { addTwenty } from './tasks.ts';

const { values } = parseArgs({
  options: { rounds: { type: 'string', default: '7' }, strict: { type: 'boolean', default: false } },
});
const rounds = z.coerce.number().int().min(1).max(100).parse(values.rounds);

using stage = await setStage();
const { floor } = stage;
const ours = stage.ours('reads.db');
await addTwenty(ours);
// Counts for nothing: it fills the compile caches.
for (const era of ERAS) await measureStart(ours, floor, era);

const measurements = ERAS.flatMap((era) => [
  () => measureStart(ours, floor, era),
  () => measureReads(ours, floor, era),
  () => measureWrites(stage, era),
]);
const results = await measureTokens(ours);
for (let round = 1; round <= rounds; round += 1) {
  process.stderr.write(`round ${round} of ${rounds}\n`);
  for (const measure of shuffled(measurements)) results.push(...(await measure()));
}

const rows = toRows(results);
process.stdout.write(
  `Medians of ${rounds} rounds; Node ${process.version}, ${availableParallelism()} × ${cpus()[0]?.model}\n\n${toMarkdown(rows)}`,
);
if (values.strict && rows.some(({ ok }) => !ok)) process.exitCode = 1;
