import { type Call, projectFilter } from './call.ts';
import { Invalid, NotFound } from './errors.ts';
import type { Tx } from './store.ts';
import { Project } from './task.ts';
import { Line } from './text.ts';

const SUGGESTED = 100;
const NAMED = 20;

/** Names of projects that begin so, in order; none begins with what no text may hold. */
export async function projectNames({ store }: Call, beginning: string): Promise<string[]> {
  if (!Line.safeParse(beginning).success) return [];
  return store.read((tx) => tx.stats.projects(beginning.toLowerCase(), SUGGESTED));
}

/** Whether no task was ever in that project. */
export async function isNewProject(tx: Tx, name: string): Promise<boolean> {
  return (await tx.stats.tally(name)).length === 0;
}

/** The project that an empty answer was limited to, where the caller may not know. */
export interface EmptyProject {
  readonly name: string;
  /** The caller named none, so it was the default. */
  readonly isDefault: boolean;
  /** Some that exist; undefined where this one does too. */
  readonly others: string[] | undefined;
}

/** Undefined where the question tells it all: every project, or a known one by name. */
export async function emptyProject(tx: Tx, call: Call, asked: string | undefined): Promise<EmptyProject | undefined> {
  const name = projectFilter(call, asked);
  if (name === undefined) return undefined;
  const others = (await isNewProject(tx, name)) ? await tx.stats.projects('', NAMED) : undefined;
  const isDefault = asked === undefined;
  return isDefault || others !== undefined ? { name, isDefault, others } : undefined;
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
