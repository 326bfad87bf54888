import { chmodSync, readdirSync, rmSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, test } from 'vitest';
import { audit } from '../../support/audit.ts';
import { newDatabase } from '../../support/folder.ts';
import { openSession } from '../../support/session.ts';
import { start } from '../../support/start.ts';
import { LONG_TITLE, makeTutorialFile } from '../../support/tutorial-file.ts';

/** Everything that a database holds. */
function contentOf(path: string) {
  const database = new DatabaseSync(path, { readOnly: true });
  const all = (sql: string) => database.prepare(sql).all();
  const content = {
    schema: all('SELECT type, name, sql FROM sqlite_schema ORDER BY name'),
    rows: all('SELECT *, typeof(completed) AS type FROM tasks ORDER BY id'),
    given: all('SELECT * FROM sqlite_sequence'),
  };
  database.close();
  return content;
}

const copiesOf = (database: string) => readdirSync(dirname(database)).filter((name) => name.includes('before-upgrade'));

function tutorialDatabase() {
  const database = newDatabase();
  makeTutorialFile(database);
  return { database, content: contentOf(database) };
}

test("the tutorial's file opens with every row, also those that break our rules", async () => {
  const { database } = tutorialDatabase();
  const session = await openSession({ database });
  expect(await session.text('list_tasks')).toBe(
    [
      '○ #1: Review PR [high]',
      '✓ #2: Ab [medium]',
      `○ #3: ${LONG_TITLE} [medium]`,
      '✓ #4: Write report [low]',
      '○ #5: Two lines [medium]',
    ].join('\n'),
  );
  expect(await session.text('get_task_stats')).toBe(
    'Tasks: 5 total, 2 done, 3 pending. By priority: low=1, medium=3, high=1',
  );
  expect(await session.data('search_tasks', { query: 'billing' })).toMatchObject({ tasks: [{ id: 1 }], total: 1 });
  expect(await session.resource('tasks://all')).toMatchObject([
    { id: 1, title: 'Review PR', description: 'The one about billing', priority: 'high', completed: false },
    { id: 2, title: 'Ab', description: '', priority: 'medium', completed: true },
    { id: 3, title: LONG_TITLE, description: '', priority: 'medium', completed: false },
    { id: 4, title: 'Write report', description: 'Quarterly', priority: 'low', completed: true },
    { id: 5, title: 'Two\nlines', description: 'x', priority: 'medium', completed: false },
  ]);
  expect(await audit(database)).toEqual([]);
});

test("the tutorial's file is kept beside the upgraded one with all it held", async () => {
  const { database, content } = tutorialDatabase();
  await openSession({ database });
  expect(contentOf(`${database}.before-upgrade`)).toEqual(content);
  expect(copiesOf(database)).toEqual(['tasks.db.before-upgrade']);
});

test("the copy of the tutorial's file can be read by nobody who could not read the file", async () => {
  const { database } = tutorialDatabase();
  chmodSync(database, 0o600);
  await openSession({ database });
  expect((statSync(`${database}.before-upgrade`).mode & 0o777).toString(8)).toBe('600');
});

test('ids continue after the highest that the tutorial ever gave, also when that task was deleted', async () => {
  const { database } = tutorialDatabase();
  const session = await openSession({ database });
  expect(await session.text('add_task', { title: 'Next' })).toBe('Created task #8: Next (medium)');
});

test("a task of the tutorial's with a title against our rules can be worked with", async () => {
  const { database } = tutorialDatabase();
  const session = await openSession({ database });
  expect(await session.text('update_task', { task_id: 3, priority: 'high' })).toBe(
    'Task #3 updated: priority medium → high',
  );
  expect(await session.text('complete_task', { task_id: 5 })).toBe('Task #5 completed.');
  expect(await session.text('delete_task', { task_id: 2 })).toBe('Task #2 deleted. To restore it: undo change 8.');
  expect(await audit(database)).toEqual([]);
});

test("the log tells that the tutorial's tasks came from there", async () => {
  const { database } = tutorialDatabase();
  const session = await openSession({ database });
  const { changes } = await session.data('get_task', { task_id: 4 });
  expect(changes).toMatchObject([{ kind: 'task.created', actor: 'tutorial', group: 1, before: null }]);
});

test("eight processes that start at once upgrade the tutorial's file once", async () => {
  const { database, content } = tutorialDatabase();
  const sessions = await Promise.all(Array.from({ length: 8 }, () => openSession({ over: 'stdio', database })));
  const added = await Promise.all(sessions.map((session) => session.data('add_task', { title: 'Added' })));
  expect(added.map(({ change_id }) => Number(change_id)).sort((one, other) => one - other)).toEqual([
    6, 7, 8, 9, 10, 11, 12, 13,
  ]);
  expect(await sessions[0]?.text('get_task_stats')).toMatch(/^Tasks: 13 total, 2 done, 11 pending\./);
  expect(contentOf(`${database}.before-upgrade`)).toEqual(content);
  expect(copiesOf(database)).toEqual(['tasks.db.before-upgrade']);
  expect(await audit(database)).toEqual([]);
});

function changed(database: string, ...statements: string[]): void {
  const file = new DatabaseSync(database);
  for (const statement of statements) file.exec(statement);
  file.close();
}

test("rows of the tutorial's with ids that no call can name get new ones above the highest", async () => {
  const { database } = tutorialDatabase();
  changed(database, "INSERT INTO tasks (id, title) VALUES (0, 'Zero'), (-5, 'Below')");
  const session = await openSession({ database });
  expect(await session.text('get_task', { task_id: 8 })).toContain('Below');
  expect(await session.text('complete_task', { task_id: 9 })).toBe('Task #9 completed.');
  expect(await session.text('get_task_stats')).toMatch(/^Tasks: 7 total/);
  expect(await session.text('add_task', { title: 'Next' })).toBe('Created task #10: Next (medium)');
  expect(await audit(database)).toEqual([]);
});

test.for([
  ['a task', "INSERT INTO tasks (id, title) VALUES (9007199254740992, 'Far')"],
  ['a deleted task', 'UPDATE sqlite_sequence SET seq = 9007199254740993'],
])(
  "the tutorial's file in which %s has too large an id is refused in a sentence and left as it was",
  async ([, statement = '']) => {
    const { database } = tutorialDatabase();
    changed(database, statement);
    const content = changedContent(database);
    for (const _ of [1, 2]) {
      const { code, stderr } = start(database);
      expect(code).toBe(5);
      expect(stderr).toContain(`: the tutorial's server gave ids larger than ${Number.MAX_SAFE_INTEGER}`);
    }
    expect(changedContent(database)).toEqual(content);
    expect(copiesOf(database)).toEqual(['tasks.db.before-upgrade']);
  },
);

/** The same with numbers of any size. */
function changedContent(path: string) {
  const database = new DatabaseSync(path, { readOnly: true, readBigInts: true });
  const rows = database.prepare('SELECT * FROM tasks ORDER BY id').all();
  database.close();
  return rows;
}

test("a second tutorial's file at the same path is copied beside the first one's copy", async () => {
  const { database, content } = tutorialDatabase();
  await (await openSession({ over: 'stdio', database })).client.close();
  for (const end of ['', '-wal', '-shm']) rmSync(`${database}${end}`, { force: true });
  makeTutorialFile(database, [['Of the second file', '', 'low', 0]]);
  const second = contentOf(database);
  await openSession({ database });
  expect(copiesOf(database).sort()).toEqual(['tasks.db.before-upgrade', 'tasks.db.before-upgrade-2']);
  expect(contentOf(`${database}.before-upgrade`)).toEqual(content);
  expect(contentOf(`${database}.before-upgrade-2`)).toEqual(second);
});
