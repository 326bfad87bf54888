import { z } from 'zod';
import { shown } from './shown.ts';

const text = z.string('must be text');
const object = <Value extends z.ZodType>(value: Value) => z.record(z.string(), value, 'must be an object');
const uri = z.object({ uri: text });
const page = z.object({ cursor: text.optional() });

/** Parameters that the SDK checks too, but refuses in its own words: its validator's, over many lines. */
const PARAMETERS = new Map<string, z.ZodType>(
  Object.entries({
    'tools/call': z.object({ name: text, arguments: object(z.unknown()).optional() }),
    'tools/list': page,
    'resources/read': uri,
    'resources/subscribe': uri,
    'resources/unsubscribe': uri,
    'resources/list': page,
    'resources/templates/list': page,
    'prompts/get': z.object({ name: text, arguments: object(text).optional() }),
    'prompts/list': page,
    'completion/complete': z.object({
      ref: z.union(
        [
          z.object({ type: z.literal('ref/prompt'), name: text }),
          z.object({ type: z.literal('ref/resource'), uri: text }),
        ],
        'must be a ref/prompt with name or a ref/resource with uri',
      ),
      argument: z.object({ name: text, value: text }, 'must be an object with name and value'),
    }),
  }),
);

/** What is wrong with the parameters of a request, if anything: which one and what it must be. */
export function faultIn(method: string, params: unknown): string | undefined {
  const [issue] = PARAMETERS.get(method)?.safeParse(params).error?.issues ?? [];
  return issue && `${shown(issue.path.join('.'))} ${issue.message}`;
}
