import type { Tool as ToolEntry } from '@modelcontextprotocol/server';
import { z } from 'zod';
import { DEFAULT_TITLE_MAX, TITLE_MIN } from '../domain/task.ts';
import type { Effect, Tool } from '../tools/tool.ts';

type Annotations = NonNullable<ToolEntry['annotations']>;

const HINTS: Record<Effect, Annotations> = {
  read: { readOnlyHint: true, openWorldHint: false },
  add: { readOnlyHint: false, destructiveHint: false, idempotentHint: false, openWorldHint: false },
  change: { readOnlyHint: false, destructiveHint: false, idempotentHint: true, openWorldHint: false },
  delete: { readOnlyHint: false, destructiveHint: true, idempotentHint: true, openWorldHint: false },
};

type JsonSchema = ToolEntry['inputSchema'];

/**
 * The schema as hosts see it, without what costs tokens and says nothing. Emitted as input, also for answers: there it
 * leaves room for fields of later versions, which old clients would otherwise refuse.
 */
function toJsonSchema(schema: z.ZodObject): JsonSchema {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, {
    io: 'input',
    override({ jsonSchema }) {
      // Numbers that count or name something begin at 0 or 1, and texts this long nobody writes: refusing them is enough.
      if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER || jsonSchema.minimum === 0 || jsonSchema.minimum === 1)
        delete jsonSchema.minimum;
      delete jsonSchema.maxLength;
      if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
    },
  });
  return JSON.parse(JSON.stringify(rest, portable));
}

/** Spells a schema so that clients which map it onto a dialect with one type a value can read it too. */
function portable(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const { type, additionalProperties, ...rest } = value as Record<string, unknown>;
  const types = Array.isArray(type) ? { anyOf: type.map((name) => ({ type: name })) } : { type };
  const open = JSON.stringify(additionalProperties) === '{}';
  return { ...types, ...rest, additionalProperties: open ? undefined : additionalProperties };
}

/** The entry with another limit for titles: that is a setting, so it stands in no schema of ours. */
export function withTitleLimit(entry: ToolEntry, max: number): ToolEntry {
  const inputSchema = JSON.parse(JSON.stringify(entry.inputSchema), (key, value) =>
    key === 'title' && value.type === 'string' ? { ...value, minLength: TITLE_MIN, maxLength: max } : value,
  );
  return { ...entry, inputSchema };
}

/** What `tools/list` answers: the same for every connection. */
export function catalogOf(tools: readonly Tool[]): ToolEntry[] {
  const entries = tools.map(({ name, title, description, effect, input, output }) => ({
    name,
    title,
    description,
    inputSchema: toJsonSchema(input),
    outputSchema: toJsonSchema(output),
    annotations: HINTS[effect],
  }));
  return entries.map((entry) => withTitleLimit(entry, DEFAULT_TITLE_MAX));
}
