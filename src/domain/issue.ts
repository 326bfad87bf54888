import type { z } from 'zod';
import { lengthOf } from './text.ts';

type Issue = z.core.$ZodIssue;

/** `tasks[2].title` */
export function nameOf(path: readonly PropertyKey[]): string {
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

/** What a value must be, and what it is. */
export function says(issue: Issue): string {
  if (issue.code === 'invalid_type')
    return `must be ${TYPES[issue.expected] ?? issue.expected}, not ${show(issue.input)}`;
  if (issue.code === 'invalid_value') return `must be ${list(issue.values)}, not ${show(issue.input)}`;
  if (issue.code === 'too_big' || issue.code === 'too_small') return bound(issue);
  return issue.message;
}
