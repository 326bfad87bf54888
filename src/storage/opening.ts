import type { Waited } from './waited.ts';

export interface Opening {
  /** The clock by which leases are measured; without it the database's, which for a file is the machine's. */
  readonly now?: (() => Date) | undefined;
  readonly waited?: Waited | undefined;
}
