import { expect, test } from 'vitest';
import { rowsOf } from '../support/beside.ts';
import { run } from '../support/command.ts';
import { newDatabase } from '../support/folder.ts';

const SECRET = /^tmk_[\w-]{43}\n$/;

/** The token commands on a list of their own. */
function tokens() {
  const database = newDatabase();
  return {
    database,
    token: (...args: string[]) => run(['token', ...args], { database, env: { TASK_ACTOR: 'ada' } }),
  };
}

test('create shows the secret alone on the output, and says beside it what it is for', async () => {
  const { token } = tokens();
  const { code, stdout, stderr } = await token(
    'create',
    'ci',
    '--scope',
    'tasks:read',
    '--expires',
    '30d',
    '--project',
    'web',
  );
  expect(code).toBe(0);
  expect(stdout).toMatch(SECRET);
  expect(stderr).toMatch(/^Token #1 ci: tasks:read; project web; until \d{4}-\d\d-\d\dT\d\d:\d\dZ; never used\.\n/);
  expect(stderr).not.toContain('tmk_');
});

test('a secret is kept as a digest only, and never shown again', async () => {
  const { token, database } = tokens();
  const secret = (await token('create', 'ci')).stdout.trim();
  expect((await token('list')).stdout).not.toContain('tmk_');
  expect((await token('list', '--json')).stdout).not.toMatch(/tmk_|hash/);
  const [row] = await rowsOf(database, 'SELECT * FROM tokens');
  expect(row).toMatchObject({ name: 'ci', created_by: 'ada', secret_hash: expect.stringMatching(/^[0-9a-f]{64}$/) });
  expect(JSON.stringify(row)).not.toContain(secret);
  expect((await run(['export'], { database })).stdout).not.toContain('ci');
});

test('without flags a token may read and write for 90 days', async () => {
  const { token } = tokens();
  const made = JSON.parse((await token('create', 'laptop', '--json')).stdout);
  expect(made).toMatchObject({ token: { id: 1, name: 'laptop', scopes: ['tasks:read', 'tasks:write'] } });
  expect(made.secret).toMatch(/^tmk_/);
  expect(Date.parse(made.token.expires_at) - Date.parse(made.token.created_at)).toBe(90 * 86_400_000);
  expect(made.token).not.toHaveProperty('project');
});

test.each([
  ['its name', 'ci'],
  ['its id', '1'],
  ['its number', '#1'],
])('revoke ends a token by %s, whose name is then free', async (_, named) => {
  const { token } = tokens();
  await token('create', 'ci', '--expires', 'never');
  expect((await token('list')).stdout).toBe('#1 ci: tasks:read, tasks:write; never ends; never used\n');
  expect((await token('revoke', named)).stdout).toBe('Token #1 ci revoked.\n');
  expect((await token('list')).stdout).toBe('No tokens.\n');
  expect((await token('create', 'ci')).stderr).toContain('Token #2 ci');
});

test.each([
  [['create', 'ci'], 4, 'there is a token "ci" already, #1. Revoke it first, or choose another name.'],
  [['create', '7'], 2, 'name must be 1–100 characters, and no number'],
  [['create', 'two\nlines'], 2, 'name must not contain the character U+000A'],
  [
    ['create', 'x', '--scope', 'all'],
    2,
    'scope must be one or more of tasks:read, tasks:write, tasks:admin, not "all"',
  ],
  [['create', 'x', '--scope', ''], 2, 'scope must be one or more of'],
  [['create', 'x', '--expires', '0d'], 2, 'expires must be 1d to 3650d or never, not "0d"'],
  [['create', 'x', '--expires', 'soon'], 2, 'expires must be 1d to 3650d or never, not "soon"'],
  [['create', 'x', '--project', 'a b'], 2, 'project '],
  [['create', 'x', '--project', 'web', '--scope', 'tasks:admin'], 2, 'tasks:admin is a right to the whole list'],
  [['create'], 2, "Missing required argument 'name'"],
  [['revoke', 'nobody'], 3, 'Token "nobody" not found. See them with `token list`.'],
  [['create', 'x', '--read-only'], 2, 'the list is read-only here'],
])('token %j fails with code %i', async (args, code, says) => {
  const { token } = tokens();
  await token('create', 'ci');
  const failed = await token(...args);
  expect(failed).toMatchObject({ code, stdout: '' });
  expect(failed.stderr).toContain(says);
});
