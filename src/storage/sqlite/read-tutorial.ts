import { DatabaseSync } from 'node:sqlite';
import { StorageFailed } from '../../domain/errors.ts';
import { explain } from './failures.ts';
import { kindOf } from './inspect.ts';
import { TUTORIAL_COLUMNS, TutorialRow, type TutorialTask, toTutorialTask } from './tutorial-rows.ts';

const PAGE = 500;

/** Every row of a tutorial's database by id, through a connection that cannot write. Throws StorageFailed. */
export async function* readTutorial(path: string): AsyncGenerator<{ id: string; task: TutorialTask }> {
  const database = open(path);
  try {
    const page = database.prepare(
      `SELECT ${TUTORIAL_COLUMNS} FROM tasks WHERE tasks.id > ? ORDER BY tasks.id LIMIT ${PAGE}`,
    );
    let last = -(2n ** 63n);
    for (;;) {
      const rows = page.all(last).map((row) => TutorialRow.parse(row));
      for (const row of rows) yield { id: row.id, task: toTutorialTask(row) };
      if (rows.length < PAGE) return;
      last = BigInt(rows.at(-1)?.id ?? 0);
    }
  } finally {
    database.close();
  }
}

function open(path: string): DatabaseSync {
  const database = new DatabaseSync(path, { readOnly: true, open: false, timeout: 10_000 });
  try {
    database.open();
    const { is } = kindOf(database);
    if (is === 'tutorial') return database;
    if (is === 'new') throw new StorageFailed('it is empty');
    throw new StorageFailed('it is a list of task-manager-mcp itself');
  } catch (error) {
    if (database.isOpen) database.close();
    const known = explain(error);
    if (!(known instanceof StorageFailed)) throw known;
    throw new StorageFailed(
      `Cannot import ${path}: ${known.message}.`,
      "Name the tasks.db of the tutorial's server; another list of ours is exported as JSON first.",
    );
  }
}
