import * as tasks from './0001-tasks.ts';
import * as sources from './0002-sources.ts';
import * as fleets from './0003-fleets.ts';
import * as tokens from './0004-tokens.ts';
import * as webhooks from './0005-webhooks.ts';

/** Every step a database has taken, in order; its version is how many. Forward only. */
type Steps = readonly (readonly string[])[];

const STEPS = [tasks, sources, fleets, tokens, webhooks];

export const SQLITE_MIGRATIONS: Steps = STEPS.map(({ sqlite }) => sqlite);
export const POSTGRES_MIGRATIONS: Steps = STEPS.map(({ postgres }) => postgres);
/**
 * The oldest version of the program, by the number of its last step, that can work on a Postgres of the newest: a step that
 * takes something away comes only when no program needs it any more, and then raises this.
 */
export const WORKS_WITH = 4;
