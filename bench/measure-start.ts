import { setTimeout as sleep } from 'node:timers/promises';
import { Child, type Program } from './child.ts';
import { alternate, median } from './numbers.ts';
import { type Era, greet, toolsList } from './requests.ts';
import type { Result } from './result.ts';

const STARTS = 4;
/** By then a server that has listed its tools has come to rest. */
const IDLE_MS = 200;

/** What a host waits for and keeps: the time from spawn to the list of tools, and the memory held afterwards. */
export async function measureStart(ours: Program, floor: Program, era: Era): Promise<Result[]> {
  const [mine, theirs]: [Start[], Start[]] = [[], []];
  await alternate(STARTS, [
    async () => void mine.push(await start(ours, era)),
    async () => void theirs.push(await start(floor, era)),
  ]);
  const middle = (starts: readonly Start[], field: keyof Start) => median(starts.map((each) => each[field]));
  const compared = (field: keyof Start) => ({ ours: middle(mine, field), floor: middle(theirs, field) });
  return [
    { what: `start to first tools/list, ${era}`, unit: 'ms', bar: 1.4, ...compared('ms') },
    { what: `resident memory at rest, ${era}`, unit: 'MiB', bar: 1.2, ...compared('residentMiB') },
  ];
}

interface Start {
  readonly ms: number;
  readonly residentMiB: number;
}

async function start(program: Program, era: Era): Promise<Start> {
  const begin = performance.now();
  await using child = new Child(program);
  await greet(child, era);
  await child.request(toolsList(era));
  const ms = performance.now() - begin;
  await sleep(IDLE_MS);
  return { ms, residentMiB: child.residentMiB() };
}
