import type { SourceFile, SourceRow } from '../domain/import-source.ts';

/**
 * The rows of a tutorial's database. Such a file carries no name of its own and its content changes, so what makes it
 * the same source again is where it lies: `fileId` stands for its real path.
 */
export function readTutorialFile(rows: AsyncIterable<{ id: string; task: unknown }>, fileId: string): SourceFile {
  return { source: `tutorial:${fileId}`, rows: placed(rows) };
}

async function* placed(rows: AsyncIterable<{ id: string; task: unknown }>): AsyncGenerator<SourceRow> {
  for await (const { id, task } of rows) yield { place: `task ${id}`, id, task };
}
