import { z } from 'zod';
import { Invalid } from '../domain/errors.ts';
import { nameOf, says } from '../domain/issue.ts';
import type { Tool } from './tool.ts';

/** The fields of the object that stands at `path` in the arguments. */
function fieldsAt(input: z.ZodObject, path: readonly PropertyKey[]): string[] {
  let schema: z.core.JSONSchema._JSONSchema | undefined = z.toJSONSchema(input, { io: 'input' });
  for (const part of path) {
    if (typeof schema !== 'object') return [];
    schema = typeof part === 'number' ? [schema.items ?? {}].flat()[0] : schema.properties?.[String(part)];
  }
  return typeof schema === 'object' ? Object.keys(schema.properties ?? {}) : [];
}

/** The first thing that is wrong with a tool's arguments, in the words of the tutorial where it has some. */
export function toInvalid(error: z.ZodError, { name, input }: Pick<Tool, 'name' | 'input'>): Invalid {
  const [issue] = error.issues;
  if (issue === undefined) return new Invalid('the arguments are not valid');
  const field = nameOf(issue.path);
  if (issue.code === 'unrecognized_keys') {
    const unknown = issue.keys.map((key) => `'${nameOf([...issue.path, key])}'`).join(', ');
    return new Invalid(
      `unknown argument ${unknown}`,
      `${nameOf(issue.path) || name} takes: ${fieldsAt(input, issue.path).join(', ')}.`,
    );
  }
  if (issue.code === 'invalid_type' && issue.input === undefined) {
    return new Invalid(`'${field}' is required`, `Call ${name} again with ${field}.`);
  }
  return new Invalid(`${field === '' ? 'the arguments' : field} ${says(issue)}`, `Correct it and call ${name} again.`);
}
