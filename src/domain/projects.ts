import type { Call } from './call.ts';
import { Invalid, NotFound } from './errors.ts';
import type { Tx } from './store.ts';
import { Project } from './task.ts';

const SUGGESTED = 100;
const NAMED = 20;

/** Names of projects that begin so, in order. */
export async function projectNames({ store }: Call, beginning: string): Promise<string[]> {
  return store.read((tx) => tx.stats.projects(beginning.toLowerCase(), SUGGESTED));
}

/** Whether no task was ever in that project. */
export async function isNewProject(tx: Tx, name: string): Promise<boolean> {
  return (await tx.stats.tally(name)).length === 0;
}

/** Some projects that exist, if the one asked for does not. */
export async function insteadOf(tx: Tx, asked: string | undefined): Promise<string[] | undefined> {
  return asked !== undefined && (await isNewProject(tx, asked)) ? tx.stats.projects('', NAMED) : undefined;
}

/** The project of that name. Throws Invalid for what is no name, NotFound for one never used. */
export async function knownProject(call: Call, name: string): Promise<string> {
  const parsed = Project.safeParse(name);
  if (!parsed.success) throw new Invalid(`project ${parsed.error.issues[0]?.message}`);
  if (await call.store.read((tx) => isNewProject(tx, parsed.data))) {
    throw new NotFound(`Project ${JSON.stringify(parsed.data)} not found.`);
  }
  return parsed.data;
}
