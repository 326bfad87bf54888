import { Invalid } from '../domain/errors.ts';
import { ProjectFilter } from '../domain/task.ts';

/** What `--project` says, checked. Throws Invalid. */
export function toProject(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const { data, error } = ProjectFilter.safeParse(text);
  if (data !== undefined) return data;
  throw new Invalid(`--project ${error?.issues[0]?.message}.`);
}
