import { type Kysely, sql } from 'kysely';
import { SQLITE_MIGRATIONS } from '../migrations/index.ts';
import type { Tables } from '../tables.ts';
import { APPLICATION_ID } from './inspect.ts';
import { adoptTutorial, setTutorialAside } from './tutorial.ts';

/**
 * Brings the schema up to date in one transaction under the write lock, and takes the tutorial's table over if it is
 * there. Any number of processes may call this at once: the version is read under the lock, so the first does it all.
 */
export async function migrate(writer: Kysely<Tables>): Promise<void> {
  await writer.transaction().execute(async (tx) => {
    const { rows } = await sql<{ user_version: number }>`PRAGMA user_version`.execute(tx);
    const version = rows[0]?.user_version ?? 0;
    if (version >= SQLITE_MIGRATIONS.length) return;
    const tutorial = version === 0 && (await setTutorialAside(tx));
    for (const step of SQLITE_MIGRATIONS.slice(version)) {
      for (const statement of step) await sql.raw(statement).execute(tx);
    }
    await sql.raw(`PRAGMA application_id = ${APPLICATION_ID}`).execute(tx);
    await sql.raw(`PRAGMA user_version = ${SQLITE_MIGRATIONS.length}`).execute(tx);
    if (tutorial) await adoptTutorial(tx);
  });
}
