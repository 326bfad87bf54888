import {
  CLIENT_INFO_META_KEY,
  ProtocolError,
  ProtocolErrorCode,
  Server,
  type ServerContext,
} from '@modelcontextprotocol/server';
import type { Tool } from '../tools/tool.ts';
import { catalogOf } from './catalog.ts';
import { INSTRUCTIONS } from './instructions.ts';
import { guarded, invoke } from './invoke.ts';
import { Order } from './order.ts';
import { completePrompt, getPrompt, PROMPT_LIST } from './prompts.ts';
import { completeResource, RESOURCE_LIST, readResource, TEMPLATE_LIST } from './resources.ts';
import type { Services } from './services.ts';

const LIST = { ttlMs: 60_000, cacheScope: 'private' } as const;
const CACHE_HINTS = {
  'tools/list': LIST,
  'prompts/list': LIST,
  'resources/list': LIST,
  'resources/templates/list': LIST,
  'server/discover': LIST,
  // A client must see what it has just written, also where it does not subscribe.
  'resources/read': { ttlMs: 0, cacheScope: 'private' },
} as const;

/**
 * Gives a function that makes a server for one connection. It stands on the SDK's low-level `Server` (marked as
 * deprecated there, meaning "for advanced use"): a static catalog, one way into every tool and texts to the letter.
 */
export function serverFactory(services: Services, tools: readonly Tool[]): () => Server {
  const byName = new Map(tools.map((tool) => [tool.name, tool]));
  const catalog = catalogOf(tools, services.titleMax);
  const { observer } = services;

  return () => {
    const server = new Server(
      { name: 'task-manager', title: 'Task Manager', version: services.version },
      {
        capabilities: { tools: {}, resources: { subscribe: true }, prompts: {}, completions: {} },
        instructions: INSTRUCTIONS,
        cacheHints: CACHE_HINTS,
      },
    );
    const order = new Order();
    const callOf = (context: ServerContext) => services.callFor(clientName(context) ?? server.getClientVersion()?.name);

    server.setRequestHandler('tools/list', () => ({ tools: catalog }));
    server.setRequestHandler('tools/call', ({ params }, context) => {
      const tool = byName.get(params.name);
      if (tool === undefined) throw new ProtocolError(ProtocolErrorCode.InvalidParams, `Unknown tool: ${params.name}`);
      const work = () => invoke(tool, callOf(context), params.arguments ?? {}, observer);
      return tool.effect === 'read' ? order.read(work) : order.write(work);
    });
    server.setRequestHandler('resources/list', () => ({ resources: RESOURCE_LIST }));
    server.setRequestHandler('resources/templates/list', () => ({ resourceTemplates: TEMPLATE_LIST }));
    server.setRequestHandler('resources/read', ({ params: { uri } }, context) =>
      guarded(() => order.read(() => readResource(callOf(context), uri)), observer, { uri }),
    );
    server.setRequestHandler('prompts/list', () => ({ prompts: PROMPT_LIST }));
    server.setRequestHandler('prompts/get', ({ params }, context) =>
      guarded(() => order.read(() => getPrompt(callOf(context), params.name, params.arguments ?? {})), observer),
    );
    server.setRequestHandler('completion/complete', ({ params: { ref, argument } }, context) =>
      guarded(async () => {
        const call = callOf(context);
        const { name, value } = argument;
        const values =
          ref.type === 'ref/prompt'
            ? await completePrompt(call, ref.name, name, value)
            : await completeResource(call, ref.uri, name, value);
        return { completion: { values } };
      }, observer),
    );
    return server;
  };
}

/** In the modern era the name stands in every request, and may be missing. */
function clientName({ mcpReq }: ServerContext): string | undefined {
  const info: unknown = Reflect.get(mcpReq.envelope ?? {}, CLIENT_INFO_META_KEY);
  return typeof info === 'object' && info !== null && 'name' in info && typeof info.name === 'string'
    ? info.name
    : undefined;
}
