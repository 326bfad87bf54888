import { DatabaseSync } from 'node:sqlite';

/** What the tutorial's `_init_db` executes, to the letter. */
const DDL = `
                CREATE TABLE IF NOT EXISTS tasks (
                    id INTEGER PRIMARY KEY AUTOINCREMENT,
                    title TEXT NOT NULL,
                    description TEXT,
                    priority TEXT DEFAULT 'medium',
                    completed BOOLEAN DEFAULT 0
                )
            `;

type Value = string | number | null;
export type TutorialRow = readonly [title: string, description: Value, priority: Value, completed: Value];

export const LONG_TITLE = 'A title of three hundred characters '.padEnd(300, 'x');

/** Good ones, and everything that the tutorial lets through and we do not. */
export const TUTORIAL_ROWS: readonly TutorialRow[] = [
  ['Review PR', 'The one about billing', 'high', 0],
  ['Ab', null, null, 1],
  [LONG_TITLE, '', 'urgent', 0],
  ['Write report', 'Quarterly', 'low', 1],
  ['Two\nlines', 'x', 'medium', null],
];

/** A database as the tutorial's TaskStore leaves it. The last two rows it held were deleted: #6 and #7 were given. */
export function makeTutorialFile(path: string, rows: readonly TutorialRow[] = TUTORIAL_ROWS): void {
  const database = new DatabaseSync(path);
  database.exec(DDL);
  const insert = database.prepare('INSERT INTO tasks (title, description, priority, completed) VALUES (?, ?, ?, ?)');
  database.exec('BEGIN');
  for (const row of [...rows, ['Gone', '', 'low', 0] as const, ['Gone too', '', 'low', 0] as const]) insert.run(...row);
  database.exec(`DELETE FROM tasks WHERE id > ${rows.length}; COMMIT`);
  database.close();
}
