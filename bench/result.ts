/** One number of one round, next to the floor's. */
export interface Result {
  readonly what: string;
  readonly unit: 'ms' | 'µs' | 'MiB' | 'tokens';
  readonly ours: number;
  /** Undefined where the bar is a number of its own. */
  readonly floor: number | undefined;
  /** The most that ours may be: times the floor where there is one. Infinite where it is only told. */
  readonly bar: number;
}
