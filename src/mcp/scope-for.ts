import { z } from 'zod';
import type { Scope } from '../domain/principal.ts';
import { expose, scopeOf } from './exposure.ts';
import { scopeOfUri } from './resources.ts';
import type { Exposure } from './tool-sets.ts';

const named = z.object({ params: z.object({ name: z.string() }) });
const Message = z.union([
  z.object({ method: z.literal('resources/read'), params: z.object({ uri: z.string() }) }),
  named.extend({ method: z.literal('tools/call') }),
  named.extend({ method: z.literal('prompts/get') }),
  z.object({
    method: z.literal('completion/complete'),
    params: z.object({ ref: z.object({ type: z.literal('ref/prompt'), name: z.string() }) }),
  }),
]);

/**
 * Gives a function that tells which scope a JSON-RPC message needs. What only reads, what is not offered and what cannot
 * be read at all needs the lowest: whoever answers it says what is wrong.
 */
export function scopeFinder(exposure: Exposure): (message: unknown) => Scope {
  const { tools, prompts } = expose(exposure);
  const ofTool = new Map(tools.map((entry) => [entry.name, scopeOf(entry)]));
  const isWriting = (name: string) => ofTool.get(name) === 'tasks:write';
  // A prompt that leads to nothing but a tool is as far away as the tool.
  const writing = prompts.filter(({ needs = [] }) => needs.some(isWriting)).map(({ name }) => name);

  return (message) => {
    const { data } = Message.safeParse(message);
    if (data === undefined) return 'tasks:read';
    if (data.method === 'resources/read') return scopeOfUri(data.params.uri);
    if (data.method === 'tools/call') return ofTool.get(data.params.name) ?? 'tasks:read';
    const name = data.method === 'prompts/get' ? data.params.name : data.params.ref.name;
    return writing.includes(name) ? 'tasks:write' : 'tasks:read';
  };
}
