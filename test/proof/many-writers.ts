import { readFileSync } from 'node:fs';
import { Writer } from './writer.ts';

export interface Load {
  readonly processes: number;
  readonly writes: number;
}

export interface Outcome {
  readonly ids: number;
  readonly errors: number;
  readonly longestMs: number;
  readonly p50Ms: number;
}

/** Many servers on one file, each adding tasks one after the other as fast as it is answered. */
export async function writeAtOnce(database: string, { processes, writes }: Load): Promise<Outcome> {
  const writers = Array.from({ length: processes }, () => new Writer(database));
  await Promise.all(writers.map((writer) => writer.ready()));
  const times: number[] = [];
  const ids = new Set<number>();
  let errors = 0;
  const work = async (writer: Writer, number: number) => {
    for (let write = 0; write < writes; write++) {
      const start = performance.now();
      const id = await writer.add(`Task ${number}-${write}`);
      times.push(performance.now() - start);
      if (id === undefined) errors++;
      else ids.add(id);
    }
  };
  await Promise.all(writers.map(work));
  await Promise.all(writers.map((writer) => writer.end()));
  times.sort((a, b) => a - b);
  return { ids: ids.size, errors, longestMs: times.at(-1) ?? 0, p50Ms: times[times.length >> 1] ?? 0 };
}

/** Seconds of CPU that a process has used. */
export function cpuSeconds(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) / 100;
}
