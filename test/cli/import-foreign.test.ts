import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, test } from 'vitest';
import { audit } from '../support/audit.ts';
import { run } from '../support/command.ts';
import { newDatabase, newFolder } from '../support/folder.ts';
import { LONG_TITLE, makeTutorialFile, TUTORIAL_ROWS } from '../support/tutorial-file.ts';

function place(name: string, text: string | Uint8Array = '') {
  const folder = newFolder();
  const file = join(folder, name);
  writeFileSync(file, text);
  return { folder, file, database: newDatabase() };
}

function jsonFile(...tasks: unknown[]) {
  const head =
    '{"format":"task-manager-mcp","format_version":1,"list":"x","exported_at":"2026-01-01T00:00:00Z","tasks":[\n';
  return place('tasks.json', `${head}${tasks.map((task) => JSON.stringify(task)).join(',\n')}\n]}\n`);
}

const listOf = async (database: string) => (await run(['list'], { database })).stdout;

test('the database of the tutorial comes in once, rows against our rules too, and what changes there', async () => {
  const folder = newFolder();
  const [file, database] = [join(folder, 'tasks.db'), newDatabase()];
  makeTutorialFile(file, TUTORIAL_ROWS.slice(0, 4));
  const before = readFileSync(file);
  await run(['add', 'There before'], { database });
  const first = await run(['import', file], { database });
  expect(first).toMatchObject({ code: 0, stdout: `Imported ${file}: 4 added, 0 updated, 0 unchanged.\n` });
  expect(await listOf(database)).toBe(
    `○ #1: There before [medium]
○ #2: Review PR [high]
✓ #3: Ab [medium]
○ #4: ${LONG_TITLE} [medium]
✓ #5: Write report [low]
`,
  );
  expect((await run(['import', file], { database })).stdout).toContain('0 added, 0 updated, 4 unchanged');
  expect(readFileSync(file).equals(before)).toBe(true);
  const tutorial = new DatabaseSync(file);
  tutorial.exec('UPDATE tasks SET completed = 1 WHERE id = 1');
  tutorial.close();
  expect((await run(['import', file], { database })).stdout).toContain('0 added, 1 updated, 3 unchanged');
  expect(await audit(database)).toEqual([]);
});

test('a row of the tutorial that no list of ours could hold is told by its number', async () => {
  const { folder, database } = place('x');
  const file = join(folder, 'tasks.db');
  makeTutorialFile(file);
  const { code, stderr } = await run(['import', file], { database });
  expect({ code, says: stderr.split('\n')[1] }).toEqual({
    code: 2,
    says: '  task 5: title must not contain the character U+000A',
  });
});

test("another program's database, and a list of ours, are refused with what helps", async () => {
  const { folder, file, database } = place('other.db');
  const other = new DatabaseSync(file);
  other.exec('CREATE TABLE things (id INTEGER)');
  other.close();
  const says = (name: string, why: string) =>
    `Cannot import ${name}: ${why}. Name the tasks.db of the tutorial's server; another list of ours is exported as JSON first.\n`;
  const program = await run(['import', file], { database });
  expect(program).toMatchObject({ code: 5, stderr: says(file, 'it is the database of another program') });
  const ours = join(folder, 'ours.db');
  await run(['add', 'Task'], { database: ours });
  const list = await run(['import', ours], { database });
  expect(list).toMatchObject({ code: 5, stderr: says(ours, 'it is a list of task-manager-mcp itself') });
});

test('a checklist comes in by a pipe, its tasks without a project into the one that is named', async () => {
  const { database } = place('x');
  const input = '- [ ] Buy milk\n- [x] Call Bob\n## web-shop\n- [ ] Ship\n';
  const args = ['import', '-', '--project', 'home'];
  expect(await run(args, { database, input })).toMatchObject({
    code: 0,
    stdout: 'Imported -: 3 added, 0 updated, 0 unchanged.\n',
    stderr: '',
  });
  expect(await listOf(database)).toBe(
    '○ #1: Buy milk [medium] +home\n✓ #2: Call Bob [medium] +home\n○ #3: Ship [medium] +web-shop\n',
  );
  const again = await run(args, { database, input: input.replace('[ ] Buy', '[x] Buy') });
  expect(again.stdout).toBe('Imported -: 0 added, 1 updated, 2 unchanged.\n');
});

test('bad rows are told with line, field and rule, and nothing comes in', async () => {
  const { file, database } = jsonFile(
    { id: 1, title: 'Good' },
    { id: 2, title: 'NUL \0' },
    { id: 3, title: 'Half \ud83d' },
    { id: 4, title: 'Turned \u202e round' },
    { id: 5, title: 'Day', due: '2026-02-30' },
    { id: 6, title: 'Word', priority: 'urgent' },
    { id: 7 },
    { id: 8, title: 'Note', notes: [{ at: 'yesterday', actor: 'ada', text: 'x' }] },
    { id: 9, titel: 'Typed wrongly', title: 'Field' },
    { id: 10, title: 'Big', version: 2e9 },
  );
  const { code, stdout, stderr } = await run(['import', file], { database });
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toBe(`9 of 10 rows cannot be imported:
  line 3, tasks[1]: title must not contain the character U+0000
  line 4, tasks[2]: title must not contain half of a surrogate pair
  line 5, tasks[3]: title must not contain the character U+202E
  line 6, tasks[4]: due must be a real date, and "2026-02-30" is none
  line 7, tasks[5]: priority must be low, medium or high, not "urgent"
  line 8, tasks[6]: title is required
  line 9, tasks[7]: notes[0].at must be an instant such as 2026-11-25T14:00:00Z
  line 10, tasks[8]: titel is no field of a task; those are title, description, priority, status, completed, project, tags, due, assignee, parent_id, blocked_by, version, created_at, updated_at, completed_at, created_by, notes
  line 11, tasks[9]: version must be at most 1000000000, not 2000000000
So nothing is imported. Correct them, or import the rest with --skip-bad.
`);
  expect(await listOf(database)).toBe('No tasks found.\n');
  const skipped = await run(['import', file, '--skip-bad'], { database });
  expect(skipped).toMatchObject({ code: 0, stdout: `Imported ${file}: 1 added, 0 updated, 0 unchanged.\n` });
  expect(skipped.stderr).toContain('They are skipped.');
  expect(await listOf(database)).toBe('○ #1: Good [medium]\n');
});

test('of many bad rows the first twenty are shown and the others counted', async () => {
  const { file, database } = place('todo.md', '- [ ] Bad \u0007 one\n'.repeat(1_234));
  const { code, stderr } = await run(['import', file], { database });
  const lines = stderr.split('\n');
  expect(code).toBe(2);
  expect(lines[0]).toBe('1234 of 1234 rows cannot be imported:');
  expect(lines[20]).toBe('  line 20: title must not contain the character U+0007');
  expect(lines[21]).toBe('  … and 1214 more');
});

test('a dry run tells what would happen and writes nothing', async () => {
  const { file, database } = jsonFile({ id: 1, title: 'One' }, { id: 2, title: 'Two' });
  await run(['import', file], { database });
  const changed = readFileSync(file, 'utf8').replace('"One"', '"Other"').replace('{"id":2', '{"id":3');
  writeFileSync(file, changed.replace('\n]}', ',\n{"id":2,"title":"Two"}\n]}'));
  const before = await run(['export'], { database });
  const dry = await run(['import', file, '--dry-run'], { database });
  const says = `Dry run of ${file}, nothing was written: 1 added, 1 updated, 1 unchanged.\n`;
  expect(dry).toEqual({ code: 0, stdout: says, stderr: '' });
  const tasksOf = (text: string) => JSON.parse(text).tasks;
  expect(tasksOf((await run(['export'], { database })).stdout)).toEqual(tasksOf(before.stdout));
  expect((await run(['import', file], { database })).stdout).toContain('1 added, 1 updated, 1 unchanged');
});

test('a dry run tells of bad rows too', async () => {
  const { file, database } = jsonFile({ id: 1, title: 'One' }, { id: 2, title: '' });
  const dry = await run(['import', file, '--dry-run'], { database });
  expect(dry).toMatchObject({ code: 2, stdout: expect.stringContaining('1 added') });
  expect(dry.stderr).toContain('line 3, tasks[1]: title must not be empty');
});

test.for([
  [
    'x.json',
    '{"a":1}',
    'Cannot import FILE: the file is no export of task-manager-mcp. Files of the format json are written by its export command.',
  ],
  [
    'x.md',
    Buffer.from([0x2d, 0x20, 0x5b, 0x20, 0x5d, 0x20, 0xff]),
    'Cannot import FILE: it is not UTF-8 text (after line 1). Save it as UTF-8.',
  ],
  ['x.json', Buffer.from('\ufeff{"a":1}', 'utf16le'), 'FILE is no UTF-8 text. Save it as UTF-8, or name another file.'],
  ['x.txt', 'hello', 'The format of FILE cannot be told. Name it with --format: json, tutorial, markdown.'],
] as const)('a file that is none of ours is refused with the reason, round %#', async ([name, content, says]) => {
  const { file, database } = place(name, content);
  const { code, stderr } = await run(['import', file], { database });
  expect({ code, stderr }).toEqual({ code: 2, stderr: `${says.replace('FILE', file)}\n` });
});

test('a file that is not there, and a folder, are named', async () => {
  const { folder, database } = place('x');
  expect(await run(['import', join(folder, 'nope.json')], { database })).toMatchObject({
    code: 2,
    stderr: `There is no file ${join(folder, 'nope.json')}. Name a file, or - for standard input.\n`,
  });
  expect((await run(['import', folder], { database })).stderr).toBe(`${folder} is a folder. Name a file.\n`);
});
