import type { BadRow } from './imported-task.ts';

export interface SourceRow {
  /** For people: `line 17`. */
  readonly place: string;
  /** What the source calls it, the same whenever the file is read. */
  readonly id: string;
  /** Not yet checked. */
  readonly task: unknown;
}

export interface SourceFile {
  /** Whose ids the rows have. */
  readonly source: string;
  /** When the file was written, if it says. */
  readonly asOf?: string | undefined;
  readonly rows: AsyncIterable<SourceRow | BadRow>;
}

/** The name of a list as a source: `id` is what Sources.ownId gives. */
export const sourceOfList = (id: string) => `list:${id}`;
