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
