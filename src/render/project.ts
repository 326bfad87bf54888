/** A second line that names the projects there are, where the one asked for is none of them. */
export function noSuchProject(projects: readonly string[] | undefined): string {
  if (projects === undefined) return '';
  return projects.length === 0
    ? '\nThere are no projects yet.'
    : `\nNo such project. There are: ${projects.join(', ')}.`;
}

/** What is said of projects that a call was the first to use. */
export function newProjects(names: readonly string[]): string {
  if (names.length === 0) return '';
  return `, new ${names.length === 1 ? 'project' : 'projects'} ${names.map((name) => `"${name}"`).join(', ')}`;
}
