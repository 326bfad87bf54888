import type { Call } from './call.ts';
import { Invalid, StorageFailed } from './errors.ts';
import { importChunk, namedFirst } from './import-chunk.ts';
import { importRow, type LateRow, type Outcome, type Row, relateRow } from './import-row.ts';
import type { SourceFile, SourceRow } from './import-source.ts';
import { type BadRow, ImportedTask, toBadRow } from './imported-task.ts';

/** The write lock is held for one chunk at a time. */
const CHUNK = 500;
/** Long enough for every other process that waits for the lock to try once. */
const PAUSE_MS = 5;
const SHOWN = 20;

interface ImportOptions {
  readonly project?: string | undefined;
  readonly dryRun: boolean;
  readonly skipBad: boolean;
  /** The total is known from the second reading on. */
  onProgress(done: number, total: number | undefined): void;
}

export interface ImportReport {
  readonly outcomes: Readonly<Record<Outcome, number>>;
  /** Parents and blockers that were left out: nothing is known of such a task, or each would wait for the next. */
  readonly leftOut: { readonly unknown: number; readonly cyclic: number };
  readonly total: number;
  /** The first of them. */
  readonly bad: readonly BadRow[];
  readonly badCount: number;
  /** Because of bad rows nothing was written. */
  readonly refused: boolean;
}

/**
 * Reads the file twice: first every row is checked, and a bad one stops it before anything is written, unless it is to
 * be skipped. Then the rows come in, CHUNK in a transaction, and last what they say of rows in later chunks; importing
 * again continues what was cut off. `read` gives the file from its beginning. Throws Invalid for a file that cannot be read as its format.
 */
export async function importTasks(
  call: Call,
  read: () => Promise<SourceFile>,
  options: ImportOptions,
): Promise<ImportReport> {
  const checked = await checkRows(await read(), options);
  const outcomes = { added: 0, updated: 0, unchanged: 0, newer_here: 0, deleted_here: 0, claimed_here: 0 };
  const leftOut = { unknown: 0, cyclic: 0 };
  const report = { ...checked, outcomes, leftOut, refused: checked.badCount > 0 && !options.skipBad };
  if (report.refused && !options.dryRun) return report;
  const file = await read();
  const run = { call, file, options, own: new Set<string>(), coming: new Set<string>() };
  const late: Late[] = [];
  let done = 0;
  for await (const rows of chunksOf(file.rows)) {
    const good = goodOf(rows, options);
    const came = await importChunk(run, good, namedFirst(good), importRow).catch((error) => resumable(error, outcomes));
    for (const { row, outcome, unknown, cyclic } of came) {
      outcomes[outcome]++;
      leftOut.cyclic += cyclic;
      if (unknown > 0) late.push({ id: row.id, task: lateOf(row), outcome });
    }
    done += rows.length;
    options.onProgress(done, checked.total);
    if (!options.dryRun) await pause();
  }
  for await (const rows of chunksOf(late)) {
    const came = await importChunk(run, [], rows, relateRow).catch((error) => resumable(error, outcomes));
    for (const { row, outcome, unknown, cyclic } of came) {
      leftOut.unknown += unknown;
      leftOut.cyclic += cyclic;
      if (row.outcome !== 'unchanged') continue;
      outcomes.unchanged--;
      outcomes[outcome]++;
    }
    if (!options.dryRun) await pause();
  }
  return report;
}

/** A row that names others which have not come yet, and what became of the rest of it. */
interface Late extends LateRow {
  readonly outcome: Outcome;
}

function lateOf({ task: { parent_id, blocked_by, updated_at } }: Row): LateRow['task'] {
  return { parent_id, blocked_by, updated_at };
}

function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
}

async function checkRows({ rows }: SourceFile, { onProgress }: ImportOptions) {
  const bad: BadRow[] = [];
  let [total, badCount] = [0, 0];
  for await (const row of rows) {
    total++;
    if (total % CHUNK === 0) onProgress(total, undefined);
    const wrong = problemOf(row);
    if (wrong === undefined) continue;
    badCount++;
    if (bad.length < SHOWN) bad.push(wrong);
  }
  return { total, bad, badCount };
}

function problemOf(row: SourceRow | BadRow): BadRow | undefined {
  if (!('task' in row)) return row;
  const { error } = ImportedTask.safeParse(row.task, { reportInput: true });
  return error && toBadRow(row.place, error);
}

async function* chunksOf<T>(rows: AsyncIterable<T> | Iterable<T>): AsyncGenerator<T[]> {
  let chunk: T[] = [];
  for await (const row of rows) {
    if (chunk.push(row) < CHUNK) continue;
    yield chunk;
    chunk = [];
  }
  if (chunk.length > 0) yield chunk;
}

function goodOf(rows: readonly (SourceRow | BadRow)[], { skipBad, dryRun }: ImportOptions): Row[] {
  const good = rows.flatMap((row) => {
    const parsed = 'task' in row ? ImportedTask.safeParse(row.task) : undefined;
    return 'task' in row && parsed?.success ? [{ id: row.id, task: parsed.data }] : [];
  });
  if (good.length < rows.length && !skipBad && !dryRun)
    throw new Invalid('the file was changed while it was read', 'Import it again.');
  return good;
}

function resumable(error: unknown, { added, updated }: Record<Outcome, number>): never {
  if (!(error instanceof StorageFailed)) throw error;
  const before = `Before that ${added} were added and ${updated} updated; import the same file again to go on.`;
  throw new StorageFailed(`${error.message}.`, [error.next, before].filter(Boolean).join(' '));
}
