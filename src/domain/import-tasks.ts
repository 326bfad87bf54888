import { type Call, projectFilter } from './call.ts';
import { Invalid, StorageFailed } from './errors.ts';
import { Group } from './group.ts';
import { importRow, type Outcome } from './import-row.ts';
import { type BadRow, ImportedTask, toBadRow } from './imported-task.ts';
import type { Tx } from './store.ts';

/** The write lock is held for one chunk at a time. */
const CHUNK = 500;
/** Long enough for every other process that waits for the lock to try once. */
const PAUSE_MS = 5;
const SHOWN = 20;

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

interface ImportOptions {
  readonly project?: string | undefined;
  readonly dryRun: boolean;
  readonly skipBad: boolean;
  /** The total is known from the second reading on. */
  onProgress(done: number, total: number | undefined): void;
}

export interface ImportReport {
  readonly outcomes: Readonly<Record<Outcome, number>>;
  readonly total: number;
  /** The first of them. */
  readonly bad: readonly BadRow[];
  readonly badCount: number;
  /** Because of bad rows nothing was written. */
  readonly refused: boolean;
}

/** The name of a list as a source: `id` is what Sources.ownId gives. */
export const sourceOfList = (id: string) => `list:${id}`;

/**
 * Reads the file twice: first every row is checked, and a bad one stops it before anything is written, unless it is to
 * be skipped. Then the rows come in, CHUNK in a transaction; importing again continues what was cut off. `read` gives
 * the file from its beginning. Throws Invalid for a file that cannot be read as its format.
 */
export async function importTasks(
  call: Call,
  read: () => Promise<SourceFile>,
  options: ImportOptions,
): Promise<ImportReport> {
  const checked = await checkRows(await read(), options);
  const outcomes = { added: 0, updated: 0, unchanged: 0, newer_here: 0, deleted_here: 0 };
  const report = { ...checked, outcomes, refused: checked.badCount > 0 && !options.skipBad };
  if (report.refused && !options.dryRun) return report;
  const file = await read();
  let done = 0;
  for await (const rows of chunksOf(file.rows)) {
    const came = await importChunk(call, file, rows, options).catch((error) => resumable(error, outcomes));
    for (const outcome of came) outcomes[outcome]++;
    done += rows.length;
    options.onProgress(done, checked.total);
    if (!options.dryRun) await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
  return report;
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

async function* chunksOf<T>(rows: AsyncIterable<T>): AsyncGenerator<T[]> {
  let chunk: T[] = [];
  for await (const row of rows) {
    if (chunk.push(row) < CHUNK) continue;
    yield chunk;
    chunk = [];
  }
  if (chunk.length > 0) yield chunk;
}

async function importChunk(
  call: Call,
  { source, asOf }: SourceFile,
  rows: readonly (SourceRow | BadRow)[],
  { dryRun, skipBad, project }: ImportOptions,
): Promise<Outcome[]> {
  const good = rows.flatMap((row) => {
    const parsed = 'task' in row ? ImportedTask.safeParse(row.task) : undefined;
    return 'task' in row && parsed?.success ? [{ id: row.id, task: parsed.data }] : [];
  });
  if (good.length < rows.length && !skipBad && !dryRun)
    throw new Invalid('the file was changed while it was read', 'Import it again.');
  const work = async (tx: Tx) => {
    const links = await tx.sources.find(
      source,
      good.map(({ id }) => id),
    );
    const isOwn = source === sourceOfList(await tx.sources.ownId());
    const group = dryRun ? undefined : new Group(tx, call);
    const run = { tx, group, source, links, isOwn, asOf, project: projectFilter(call, project) ?? null };
    const outcomes: Outcome[] = [];
    for (const { id, task } of good) outcomes.push(await importRow(run, { id, task }));
    return outcomes;
  };
  return dryRun ? call.store.read(work) : call.store.write(work);
}

function resumable(error: unknown, { added, updated }: Record<Outcome, number>): never {
  if (!(error instanceof StorageFailed)) throw error;
  const before = `Before that ${added} were added and ${updated} updated; import the same file again to go on.`;
  throw new StorageFailed(`${error.message}.`, [error.next, before].filter(Boolean).join(' '));
}
