import { z } from 'zod';
import { Invalid } from '../domain/errors.ts';
import { lengthOf } from '../domain/text.ts';
import type { Tool } from './tool.ts';

type Issue = z.core.$ZodIssue;

/** `tasks[2].title` */
function nameOf(path: readonly PropertyKey[]): string {
  return path
    .map((part, index) => (typeof part === 'number' ? `[${part}]` : `${index === 0 ? '' : '.'}${String(part)}`))
    .join('');
}

function show(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}

function list(values: readonly unknown[]): string {
  return `${values.slice(0, -1).join(', ')} or ${values.at(-1)}`;
}

const TYPES: Record<string, string> = {
  string: 'text',
  int: 'a whole number',
  number: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
};

function bound(issue: z.core.$ZodIssueTooBig | z.core.$ZodIssueTooSmall): string {
  const [word, limit] = issue.code === 'too_big' ? ['most', issue.maximum] : ['least', issue.minimum];
  const { origin, input } = issue;
  if (origin === 'string') return `must be at ${word} ${limit} characters, not ${lengthOf(String(input))}`;
  if (origin === 'array')
    return `must have at ${word} ${limit} ${limit === 1 ? 'entry' : 'entries'}${Array.isArray(input) ? `, not ${input.length}` : ''}`;
  return `must be at ${word} ${limit}, not ${show(input)}`;
}

function says(issue: Issue): string {
  if (issue.code === 'invalid_type')
    return `must be ${TYPES[issue.expected] ?? issue.expected}, not ${show(issue.input)}`;
  if (issue.code === 'invalid_value') return `must be ${list(issue.values)}, not ${show(issue.input)}`;
  if (issue.code === 'too_big' || issue.code === 'too_small') return bound(issue);
  return issue.message;
}

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
