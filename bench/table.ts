import { median } from './numbers.ts';
import type { Result } from './result.ts';

export interface Row {
  readonly cells: readonly string[];
  readonly ok: boolean;
}

const HEAD = ['what', 'ours', 'floor', 'ratio', 'bar', 'ok'];

/** One row for all rounds of one thing, in alphabetical order. */
export function toRows(results: readonly Result[]): Row[] {
  const sorted = results.toSorted((a, b) => a.what.localeCompare(b.what));
  const groups = Map.groupBy(sorted, ({ what }) => what);
  return [...groups.values()].flatMap(([first, ...rest]) => (first === undefined ? [] : toRow([first, ...rest])));
}

export function toMarkdown(rows: readonly Row[]): string {
  const lines = [HEAD, HEAD.map(() => '---'), ...rows.map(({ cells }) => cells)];
  return lines.map((cells) => `| ${cells.join(' | ')} |\n`).join('');
}

function toRow(rounds: readonly [Result, ...Result[]]): Row {
  const [{ what, unit, bar }] = rounds;
  const ours = median(rounds.map((round) => round.ours));
  const floors = rounds.flatMap(({ floor }) => floor ?? []);
  const show = (value: number) => `${Math.round(value).toLocaleString('en')} ${unit}`;
  if (floors.length === 0) {
    const ok = ours <= bar;
    return { cells: [what, show(ours), '', '', `≤ ${show(bar)}`, mark(ok)], ok };
  }
  // Of each round by itself, since the machine's speed drifts from one to the next; the range shows what is left of it.
  const ratios = rounds.flatMap((round) => (round.floor === undefined ? [] : round.ours / round.floor));
  const ratio = median(ratios);
  const range = `${Math.min(...ratios).toFixed(2)}–${Math.max(...ratios).toFixed(2)}`;
  const ok = ratio <= bar;
  const limit = bar === Number.POSITIVE_INFINITY ? ['', ''] : [`≤ ${bar}`, mark(ok)];
  const cells = [what, show(ours), show(median(floors)), `${ratio.toFixed(2)} (${range})`, ...limit];
  return { cells, ok };
}

function mark(ok: boolean): string {
  return ok ? 'yes' : 'NO';
}
