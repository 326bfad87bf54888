/** All rows of one table, in the order of their keys: equal checksums mean equal rows. */
export interface Seal {
  readonly table: string;
  readonly rows: number;
  readonly checksum: string;
}

/** A list that was brought to another database; both sides were read at the end and had these seals. */
export interface Migration {
  /** Where it came from and went to, without user or password. */
  readonly from: string;
  readonly to: string;
  /** It went on with what one that was cut off had brought over. */
  readonly resumed: boolean;
  readonly tables: readonly Seal[];
}

/** `total` is not known while the source is read for the first time. */
export type MigrationProgress = (done: number, total: number | undefined) => void;
