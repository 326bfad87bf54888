import { Option } from 'commander';
import { z } from 'zod';
import type { Tool } from '../tools/tool.ts';

type Schema = z.core.JSONSchema.JSONSchema;

/** One argument of a tool, as the command line takes it. */
export interface Argument {
  readonly name: string;
  readonly description: string;
  readonly choices: readonly string[] | undefined;
  /** The value that the tool expects; what cannot be read is left for the tool to refuse. */
  read(text: string): unknown;
  readonly isText: boolean;
  /** Its flag takes no value, and means true. */
  readonly isSwitch: boolean;
  readonly isRequired: boolean;
}

/** Reads the tool's own schema, so that a new argument is on the command line without being written twice. */
export function argumentsOf({ input, effect }: Pick<Tool, 'input' | 'effect'>): Argument[] {
  const { properties = {}, required = [] } = z.toJSONSchema(input, { io: 'input' });
  return Object.entries(properties).flatMap(([name, property]) => {
    if (typeof property === 'boolean') return [];
    const description = [property.description, formOf(property)].filter(Boolean).join('; ');
    const values = property.enum?.map(String);
    const types = typesOf(property);
    const isRequired = required.includes(name);
    // A new task has nothing to clear: an empty value is what a script gives whose variable is empty.
    const canBeLeftOut = effect === 'add' && !isRequired;
    return [
      {
        name,
        description,
        choices: values,
        read: (text) => (text === '' && canBeLeftOut ? undefined : toValue(text, types, property)),
        isText: types.includes('string'),
        isSwitch: types.includes('boolean'),
        isRequired,
      },
    ];
  });
}

function typesOf({ type, anyOf }: Schema): string[] {
  if (anyOf !== undefined) return anyOf.flatMap((part) => (typeof part === 'boolean' ? [] : typesOf(part)));
  return type === undefined ? [] : [type].flat();
}

/** Numbers may carry the sign they are shown with (`#12`), lists are split at commas, an empty text clears. */
function toValue(text: string, types: readonly string[], schema: Schema): unknown {
  if (text === '' && types.includes('null')) return null;
  if (types.includes('boolean')) return text === 'true';
  if (types.includes('integer')) return /^#?\d+$/.test(text) ? Number(text.replace('#', '')) : text;
  if (!types.includes('array')) return text;
  if (fieldsOf(schema) !== undefined) return toJson(text);
  const element = elementOf(schema) ?? {};
  return text.split(',').map((part) => toValue(part.trim(), typesOf(element), element));
}

/** How a list is written. */
function formOf(schema: Schema): string | undefined {
  if (!typesOf(schema).includes('array')) return undefined;
  const fields = fieldsOf(schema);
  return fields === undefined ? 'separated by commas' : `JSON: a list of objects with ${fields.join(', ')}`;
}

/** What a list is made of, also one that may be null. */
function elementOf({ items, anyOf = [] }: Schema): Schema | undefined {
  if (typeof items === 'object' && !Array.isArray(items)) return items;
  for (const part of anyOf) {
    const element = typeof part === 'boolean' ? undefined : elementOf(part);
    if (element !== undefined) return element;
  }
  return undefined;
}

/** The fields of a list's elements, where they are objects. */
function fieldsOf(schema: Schema): string[] | undefined {
  const { properties } = elementOf(schema) ?? {};
  return properties && Object.keys(properties);
}

function toJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

export function toOption({ name, description, choices, isText, isSwitch }: Argument): Option {
  const flag = name.replaceAll('_', '-');
  if (isSwitch) return new Option(`--${flag}`, description);
  const value = choices?.join('|') ?? (isText ? 'text' : 'value');
  return new Option(`--${flag} <${value}>`, description);
}
