import { sqlite as tasks } from './0001-tasks.ts';

/** Every step a database has taken, in order; its version is how many. Forward only. */
export const SQLITE_MIGRATIONS: readonly (readonly string[])[] = [tasks];
