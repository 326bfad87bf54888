import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { newFolder } from '../support/folder.ts';
import { runBin } from '../support/run.ts';

test.each([
  [':memory:', 'would forget every task'],
  ['sqlite::memory:', 'would forget every task'],
  ['file::memory:?cache=shared', 'would forget every task'],
  ['${FOLDER}/x.db', 'holds ${FOLDER}'],
  ['${FOLDER}/${NAME}', 'holds ${FOLDER}'],
  ['sqlite:$FOLDER/x.db', 'holds $FOLDER'],
  ['$FOLDER', 'holds $FOLDER'],
  ['{env:FOLDER}/x.db', 'holds {env:FOLDER}'],
  ['~/x.db', 'holds ~'],
  ['sqlite:~/x.db', 'holds ~'],
  ['file:rel.db', 'whole path'],
  ['file://elsewhere/x.db', 'whole path'],
  ['file:///folder/x.db#1', 'whole path'],
  ['sqlite:x.db?mode=ro', 'no parameters'],
  ['x.db?mode=ro', 'no parameters'],
  ['sqlite:', 'names no file'],
])('the DATABASE_URL %j, which would open another file than was meant, stops the start', async (url, says) => {
  const cwd = newFolder();
  const home = newFolder();
  const env = { DATABASE_URL: url, HOME: home, XDG_DATA_HOME: home };
  const { code, stdout, stderr } = await runBin([], { env, cwd });
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toMatch(/^task-manager-mcp: DATABASE_URL [^\n]+ (Give|Write) [^\n]+\n$/);
  expect(stderr).toContain(says);
  expect(readdirSync(cwd)).toEqual([]);
  expect(readdirSync(home)).toEqual(['.cache']);
});

test('a password in a DATABASE_URL that cannot be used is not repeated', async () => {
  const { stderr } = await runBin([], { env: { DATABASE_URL: 'mysql://ada:s3cret@db/tasks' } });
  expect(stderr).toContain('"mysql:"');
  expect(stderr).not.toContain('s3cret');
});

test.each(['${s3cret', '${s3:cret', '{env:s3cret', '%s3cret@#', '${s3 cret}'])(
  'of the password %s nothing is repeated',
  async (password) => {
    const { code, stderr } = await runBin([], {
      env: { DATABASE_URL: `postgres://ada:${password}@127.0.0.1:1/tasks` },
    });
    expect(code).not.toBe(0);
    expect(stderr).not.toMatch(/s3|cret/);
  },
);

test('a sign that a shell would replace may stand in a file: URL, in the way of URLs', async () => {
  const path = join(newFolder(), '$HOME?.db');
  const DATABASE_URL = pathToFileURL(path).href.replace('$', '%24');
  expect(await runBin([], { env: { DATABASE_URL } })).toEqual({ code: 0, stdout: '', stderr: '' });
  expect(existsSync(path)).toBe(true);
});
