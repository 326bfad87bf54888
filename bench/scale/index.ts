/**
 * What a call costs in a list of a thousand, a hundred thousand and a million tasks, as ratios to the smallest:
 * `npm run bench:scale -- --sizes 1000,10000,100000,1000000`. Sizes take turns in random order. In files, or in the Postgres
 * that DATABASE_URL names.
 */
import { parseArgs } from 'node:util';
import { openApp } from '../../src/app.ts';
import { configOf } from '../../src/config.ts';
import type { Call } from '../../src/domain/call.ts';
import { TOOLS } from '../../src/tools/index.ts';
import { alternate, median } from '../numbers.ts';
import { inFiles } from './files.ts';
import { fill } from './fill.ts';
import { OPERATIONS, type Operation } from './operations.ts';
import { inSchemas } from './schemas.ts';

const { values } = parseArgs({
  options: {
    sizes: { type: 'string', default: '1000,10000,100000' },
    rounds: { type: 'string', default: '300' },
    'warm-up': { type: 'string', default: '1000' },
  },
});
const sizes = values.sizes.split(',').map(Number);
const given = process.env.DATABASE_URL ?? '';
const place = /^postgres/.test(given) ? await inSchemas(given) : inFiles();

interface List {
  readonly size: number;
  readonly call: Call;
  close(): Promise<void>;
}

async function listOf(size: number): Promise<List> {
  const database = await place.open(size);
  const { services, close } = await openApp(configOf({ 'database-url': database, 'log-level': 'silent' }, false));
  const call = services.callFor('bench');
  const begin = performance.now();
  const added = Math.min(size, place.mostAdded);
  await fill(call, added);
  const bytes = await place.settle(size, added);
  const seconds = (performance.now() - begin) / 1_000;
  process.stderr.write(`${size} tasks in ${seconds.toFixed(0)} s, ${(bytes / 1e6).toFixed(0)} MB\n`);
  return { size, call, close };
}

async function invoke(name: string, call: Call, args: Record<string, unknown>) {
  const answer = await TOOLS.find((each) => each.name === name)?.invoke(call, args);
  return answer?.data ?? {};
}

async function timed({ tool, args, back }: Operation, { call, size }: List): Promise<number> {
  const [wanted, begin] = [args(size), performance.now()];
  const answer = await invoke(tool, call, wanted);
  const time = (performance.now() - begin) * 1_000;
  const after = back?.(answer);
  if (after !== undefined) await invoke(after.tool, call, after.args);
  return time;
}

const lists: List[] = [];
for (const size of sizes) lists.push(await listOf(size));
const rows: string[] = [];
for (const operation of OPERATIONS) {
  const times = new Map(lists.map(({ size }): [number, number[]] => [size, []]));
  const turns = lists.map((list) => async () => {
    times.get(list.size)?.push(await timed(operation, list));
  });
  // As a server that has been running for a while: its page cache holds the upper levels of the indexes.
  await alternate(Number(values['warm-up']), turns);
  for (const size of sizes) times.set(size, []);
  await alternate(Number(values.rounds), turns);
  const medians = sizes.map((size) => median(times.get(size) ?? []));
  const ratio = (medians.at(-1) ?? 0) / (medians[0] ?? 1);
  rows.push(
    `| ${operation.what} | ${medians.map((time) => `${time.toFixed(0)} µs`).join(' | ')} | ${ratio.toFixed(2)} | ${operation.bar ?? ''} |`,
  );
}
for (const { close } of lists) await close();
await place.end();

const head = ['what', ...sizes.map((size) => size.toLocaleString('en')), 'ratio', 'bar ≤'];
process.stdout.write(`| ${head.join(' | ')} |\n|${head.map(() => '---|').join('')}\n${rows.join('\n')}\n`);
process.stdout.write(`\nResident memory with all of them open: ${(process.memoryUsage.rss() / 1e6).toFixed(0)} MB\n`);
