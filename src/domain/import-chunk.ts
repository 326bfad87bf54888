import { type Call, projectFilter } from './call.ts';
import { Group } from './group.ts';
import { idsIn } from './import-relations.ts';
import type { Came, Import, LateRow, Row } from './import-row.ts';
import { type SourceFile, sourceOfList } from './import-source.ts';
import type { Tx } from './store.ts';

interface Run extends Pick<Import, 'own' | 'coming'> {
  readonly call: Call;
  readonly file: SourceFile;
  readonly options: { readonly dryRun: boolean; readonly project?: string | undefined };
}

/** Brings rows in by `step`, in one transaction. Those that are new get their ids in the order of `numbered`. */
export async function importChunk<R extends LateRow>(
  { call, file: { source, asOf }, options: { dryRun, project }, own, coming }: Run,
  numbered: readonly Row[],
  rows: readonly R[],
  step: (run: Import, row: R) => Promise<Came>,
): Promise<(Came & { readonly row: R })[]> {
  const work = async (tx: Tx) => {
    const links = await tx.sources.find(source, [...new Set(rows.flatMap(({ id, task }) => [id, ...idsIn(task)]))]);
    const isOwn = source === sourceOfList(await tx.sources.ownId());
    const group = dryRun ? undefined : new Group(tx, call);
    const isLast = numbered.length === 0;
    // An own file's tasks are here already: ids kept for them would be lost.
    const isMoved = !dryRun && !isOwn && numbered.some(({ id }, index) => id !== rows[index]?.id);
    const news = isMoved ? [...new Set(numbered.map(({ id }) => id))].filter((id) => !links.has(id)) : [];
    const ids = await tx.tasks.reserve(news.length);
    const reserved = new Map(news.map((id, index) => [id, ids[index] ?? 0]));
    const run: Import = {
      ...{ tx, group, source, links, isOwn, own, coming, isLast, reserved, asOf },
      project: projectFilter(call, project) ?? null,
    };
    const came: (Came & { readonly row: R })[] = [];
    for (const row of rows) came.push({ ...(await step(run, row)), row });
    return came;
  };
  return dryRun ? call.store.read(work) : call.store.write(work);
}

/** The rows so that each comes after those which it names, as far as that can be. */
export function namedFirst(rows: readonly Row[]): Row[] {
  const byId = new Map(rows.map((row) => [row.id, row] as const).reverse());
  const entered = new Set<Row>();
  const ordered: Row[] = [];
  const visit = (row: Row) => {
    if (entered.has(row)) return;
    entered.add(row);
    for (const id of idsIn(row.task)) {
      const named = byId.get(id);
      if (named !== undefined) visit(named);
    }
    ordered.push(row);
  };
  rows.forEach(visit);
  return ordered;
}
