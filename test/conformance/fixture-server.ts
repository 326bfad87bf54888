import {
  type Implementation,
  type JSONRPCRequest,
  type Result,
  Server,
  type ServerContext,
  type ServerOptions,
} from '@modelcontextprotocol/server';
import { z } from 'zod';
import { ASKING_TOOLS } from './asking-tools.ts';
import { CONTENT_TOOLS } from './content-tools.ts';
import type { Fixture } from './fixture.ts';
import { INPUT_TOOLS } from './input-tools.ts';
import { PROMPTS } from './prompts.ts';
import { RESOURCES, readTemplate, TEMPLATE } from './resources.ts';

type Handler = (request: JSONRPCRequest, context: ServerContext) => Promise<Result>;

const Named = z.object({ name: z.string(), arguments: z.record(z.string(), z.unknown()).default({}) });
const Located = z.object({ uri: z.string() });
const Completed = z.object({ ref: z.object({ type: z.literal('ref/prompt'), name: z.string() }) });

export const TOOLS = [...CONTENT_TOOLS, ...ASKING_TOOLS, ...INPUT_TOOLS];

/** What each list has more. */
const MORE: Readonly<Record<string, readonly [field: string, entries: readonly object[]]>> = {
  'tools/list': ['tools', TOOLS.map(({ entry }) => entry)],
  'prompts/list': ['prompts', PROMPTS.map(({ entry }) => entry)],
  'resources/list': ['resources', RESOURCES.map(({ entry }) => entry)],
  'resources/templates/list': ['resourceTemplates', [TEMPLATE]],
};

/** The SDK's server, with the suite's fixtures beside whatever handlers it is given; all else goes to those. */
export class FixtureServer extends Server {
  constructor(info: Implementation, options: ServerOptions = {}) {
    // The product has no logging over MCP, which the protocol has deprecated; the suite of 2025 wants it.
    super(info, { ...options, capabilities: { ...options.capabilities, logging: {} } });
  }

  protected override _wrapHandler(method: string, handler: Handler): Handler {
    return super._wrapHandler(method, async (request, context) => {
      const own = await answerTo(method, request.params ?? {}, context);
      return own ?? extended(method, await handler(request, context));
    });
  }
}

/** The fixtures' answer, if it is theirs to give. */
async function answerTo(method: string, params: unknown, context: ServerContext): Promise<Result | undefined> {
  if (method === 'tools/call') return answerNamed(TOOLS, params, context);
  if (method === 'prompts/get') return answerNamed(PROMPTS, params, context);
  if (method === 'completion/complete') {
    const { data } = Completed.safeParse(params);
    return PROMPTS.some(({ entry }) => entry.name === data?.ref.name) ? { completion: { values: [] } } : undefined;
  }
  const uri = Located.safeParse(params).data?.uri;
  const resource = RESOURCES.find(({ entry }) => entry.uri === uri);
  if (method === 'resources/read') return resource?.answer({}, context) ?? readTemplate(uri ?? '');
  const isSubscribing = method === 'resources/subscribe' || method === 'resources/unsubscribe';
  return isSubscribing && resource !== undefined ? {} : undefined;
}

async function answerNamed(
  fixtures: readonly Fixture<{ name: string }>[],
  params: unknown,
  context: ServerContext,
): Promise<Result | undefined> {
  const { data } = Named.safeParse(params);
  return fixtures.find(({ entry }) => entry.name === data?.name)?.answer(data?.arguments ?? {}, context);
}

function extended(method: string, result: Result): Result {
  const [field, entries] = MORE[method] ?? [];
  const listed = field === undefined ? undefined : result[field];
  return field !== undefined && entries !== undefined && Array.isArray(listed)
    ? { ...result, [field]: [...listed, ...entries] }
    : result;
}
