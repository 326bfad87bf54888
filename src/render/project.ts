import type { EmptyProject } from '../domain/projects.ts';

/** A second line for an empty answer: which project it was limited to, and which there are. */
export function limitedTo(empty: EmptyProject | undefined): string {
  if (empty === undefined) return '';
  const { name, isDefault, others } = empty;
  const known = others === undefined ? `Only project "${name}" was looked at` : `There is no project "${name}"`;
  const named = others === undefined || others.length === 0 ? '' : `; there are: ${others.join(', ')}`;
  return `\n${known}${isDefault ? ' (the default here)' : ''}${named}.${isDefault ? ' project: "*" shows all.' : ''}`;
}

/** What is said of projects that a call was the first to use. */
export function newProjects(names: readonly string[]): string {
  if (names.length === 0) return '';
  return `, new ${names.length === 1 ? 'project' : 'projects'} ${names.map((name) => `"${name}"`).join(', ')}`;
}
