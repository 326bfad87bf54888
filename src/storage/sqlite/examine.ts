import { accessSync, constants, existsSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { StorageFailed } from '../../domain/errors.ts';
import { type Finding, ok } from '../../domain/finding.ts';
import { SQLITE_MIGRATIONS } from '../migrations/index.ts';
import { explain } from './failures.ts';
import { refuseUncreatable, usableFile } from './file.ts';
import { inspect, type Kind } from './inspect.ts';
import { lookAt } from './look.ts';
import { patiently } from './retry.ts';
import { usersOf } from './users.ts';

const LARGE_WAL_BYTES = 64_000_000;

/** Looks at a database file and everything around it, without changing any of it. */
export async function examineSqlite(path: string): Promise<Finding[]> {
  const findings: Finding[] = [];
  try {
    if (!existsSync(path)) {
      refuseUncreatable(path);
      return [ok('database', `${path} does not exist yet; the first start creates it`)];
    }
    findings.push(ok('database', path));
    const real = usableFile(path);
    findings.push(rights(real), logSize(real));
    const kind = await inspect(real);
    findings.push(schema(kind));
    if (kind.is === 'ours') findings.push(...(await patiently(() => lookAt(real, content))));
    findings.push(ok('in use by', usersText(usersOf(real))));
  } catch (error) {
    findings.push(problem(error));
  }
  return findings;
}

/** What stopped the look at the database, as a finding; an error that tells of a bug is thrown again. */
export function problem(error: unknown): Finding {
  const known = explain(error);
  if (!(known instanceof StorageFailed)) throw known;
  return { check: 'database', state: 'problem', says: known.message, ...(known.next && { mend: known.next }) };
}

function usersText(users: readonly string[] | undefined): string {
  if (users === undefined) return 'not known on this system; try: lsof <file>';
  return users.length === 0 ? 'nobody' : users.join(', ');
}

function rights(path: string): Finding {
  const check = 'rights';
  try {
    for (const each of [path, dirname(path)]) accessSync(each, constants.R_OK | constants.W_OK);
  } catch {
    const mend = `Make this user the owner: chown "$USER" ${JSON.stringify(path)} ${JSON.stringify(dirname(path))}`;
    return { check, state: 'problem', says: 'the file or its folder may not be written by this user', mend };
  }
  const open = process.platform !== 'win32' && (statSync(path).mode & 0o077) !== 0;
  if (!open) return ok(check, 'only you can read the file');
  return {
    check,
    state: 'warning',
    says: 'other users of this machine can read the file',
    mend: `chmod 600 ${JSON.stringify(path)}`,
  };
}

function logSize(path: string): Finding {
  const size = statSync(`${path}-wal`, { throwIfNoEntry: false })?.size ?? 0;
  const says = `write-ahead log ${Math.round(size / 1_000)} kB`;
  if (size < LARGE_WAL_BYTES) return ok('log size', says);
  return {
    check: 'log size',
    state: 'warning',
    says,
    mend: 'Some process keeps an old snapshot open: restart the servers.',
  };
}

function schema(kind: Kind): Finding {
  if (kind.is === 'new') return ok('schema', 'empty; the first start fills it');
  if (kind.is === 'tutorial')
    return ok('schema', "the tutorial's table; the first start copies the file, then upgrades it");
  const older = kind.version < SQLITE_MIGRATIONS.length ? '; the next start upgrades it' : '';
  return ok('schema', `version ${kind.version} of ${SQLITE_MIGRATIONS.length}${older}`);
}

function content(database: DatabaseSync): Finding[] {
  const first = (sql: string) => Object.values(database.prepare(sql).get() ?? {})[0];
  const integrity = first('PRAGMA integrity_check(1)');
  if (integrity !== 'ok') {
    return [
      {
        check: 'integrity',
        state: 'problem',
        says: 'the file is damaged',
        mend: 'Stop the servers, then `restore` a backup.',
      },
    ];
  }
  const tasks = first('SELECT count(*) FROM tasks WHERE deleted_at IS NULL');
  const counted = first("SELECT coalesce(sum(count), 0) FROM counts WHERE project = '*'");
  const searchable = first('SELECT count(*) FROM search_docsize');
  const agree = tasks === counted && tasks === searchable;
  const says = agree
    ? `${tasks} tasks, counters and search agree`
    : `${tasks} tasks, ${counted} counted, ${searchable} searchable`;
  const state = agree ? 'ok' : 'problem';
  return [
    ok('integrity', 'every page is sound'),
    {
      check: 'content',
      state,
      says,
      ...(agree ? {} : { mend: 'Please report this; `export` and `import` into a new file mend it.' }),
    },
  ];
}
