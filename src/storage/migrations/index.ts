import { sqlite as tasks } from './0001-tasks.ts';
import { sqlite as sources } from './0002-sources.ts';
import { sqlite as fleets } from './0003-fleets.ts';
import { sqlite as tokens } from './0004-tokens.ts';

/** Every step a database has taken, in order; its version is how many. Forward only. */
export const SQLITE_MIGRATIONS: readonly (readonly string[])[] = [tasks, sources, fleets, tokens];
