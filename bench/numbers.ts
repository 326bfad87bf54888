/** The middle one; half of the calls took at most as long. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}

export function shuffled<T>(list: readonly T[]): T[] {
  return list
    .map((item) => ({ item, place: Math.random() }))
    .toSorted((a, b) => a.place - b.place)
    .map(({ item }) => item);
}

/** Takes turns `times` times, in a new order every time, so that a slow moment of the machine meets all alike. */
export async function alternate(times: number, turns: readonly (() => Promise<void>)[]): Promise<void> {
  for (let time = 0; time < times; time += 1) {
    for (const turn of shuffled(turns)) await turn();
  }
}

/** Does the work so many times, one after the other; gives how long each took, in microseconds. */
export async function timesUs(count: number, work: () => Promise<unknown>): Promise<number[]> {
  const times: number[] = [];
  for (let time = 0; time < count; time += 1) {
    const begin = performance.now();
    await work();
    times.push((performance.now() - begin) * 1_000);
  }
  return times;
}
