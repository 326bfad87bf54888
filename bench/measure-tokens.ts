import { z } from 'zod';
import { Child, type Program } from './child.ts';
import { call, greet, toolsList } from './requests.ts';
import type { Result } from './result.ts';

const Greeting = z.object({ result: z.object({ instructions: z.string() }) });
const Tool = z.object({ name: z.string(), description: z.string(), inputSchema: z.unknown() });
const Catalog = z.object({ result: z.object({ tools: z.array(Tool) }) });
const Answer = z.object({ result: z.object({ content: z.tuple([z.object({ text: z.string() })]) }) });

/** What we cost a model before and while it works: about four characters a token. `ours` holds twenty full tasks. */
export async function measureTokens(ours: Program): Promise<Result[]> {
  await using child = new Child(ours);
  const { instructions } = Greeting.parse(JSON.parse(await greet(child, 'legacy'))).result;
  const { tools } = Catalog.parse(JSON.parse(await child.request(toolsList('legacy')))).result;
  const [{ text }] = Answer.parse(JSON.parse(await child.request(call('legacy', 'list_tasks')))).result.content;
  // The schema here holds just what a host shows its model of a tool.
  const catalog = (list: typeof tools) => list.map((tool) => JSON.stringify(tool)).join('');
  return [
    budget(`catalog, all ${tools.length} tools`, catalog(tools), 1_900),
    budget('catalog, the first seven', catalog(tools.slice(0, 7)), 1_150),
    budget('instructions', instructions, 150),
    budget(`list of ${text.split('\n').length} full tasks`, text, 450),
  ];
}

function budget(what: string, text: string, tokens: number): Result {
  return { what, unit: 'tokens', ours: text.length / 4, floor: undefined, bar: tokens };
}
