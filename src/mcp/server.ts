import {
  CLIENT_INFO_META_KEY,
  ProtocolError,
  ProtocolErrorCode,
  Server,
  type ServerContext,
} from '@modelcontextprotocol/server';
import { type Principal, SCOPES, type Scope } from '../domain/principal.ts';
import { holds } from '../domain/rights.ts';
import { DEFAULT_TITLE_MAX } from '../domain/task.ts';
import type { Tool } from '../tools/tool.ts';
import { withTitleLimit } from './catalog.ts';
import { consentOn } from './consent.ts';
import { expose, isRead } from './exposure.ts';
import { guarded, invoke } from './invoke.ts';
import { Order } from './order.ts';
import { completePrompt, findPrompt, getPrompt, promptEntry } from './prompts.ts';
import { completeResource, readResource, resourceList, TEMPLATE_LIST } from './resources.ts';
import type { Services } from './services.ts';
import { shown } from './shown.ts';
import { tracedBy } from './traced.ts';

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

type NewServer = (principal?: Principal, failedForNow?: (retrySeconds: number) => void) => Server;

/**
 * Gives a function that makes a server for one connection of whoever has signed in, if anybody; `ending` ends the calls
 * that wait. It stands on the SDK's low-level `Server` (marked as deprecated there, meaning "for advanced use"): a static
 * catalog, one way into every tool and texts to the letter.
 */
export function serverFactory(services: Services, ending?: AbortSignal): NewServer {
  const exposed = exposedTo(services);
  const { observer, key } = services;
  const traced = tracedBy(services.trace);

  return (principal, failedForNow) => {
    const { catalog, byName, promptList, instructions, prompts, fitting, whyNot } = exposed(principal?.scopes);
    const server = new Server(
      { name: 'task-manager', title: 'Task Manager', version: services.version },
      {
        capabilities: { tools: {}, resources: { subscribe: true }, prompts: {}, completions: {} },
        instructions,
        cacheHints: CACHE_HINTS,
      },
    );
    const order = new Order();
    const callOf = (context: ServerContext) =>
      services.callFor(clientName(context) ?? server.getClientVersion()?.name, principal);
    const consentOf = consentOn({
      key,
      callerOf(context) {
        const call = callOf(context);
        return call.principal ?? call.actor;
      },
      capabilities: () => server.getClientCapabilities(),
    });

    server.setRequestHandler('tools/list', () => {
      // The first call should not have to wait for them.
      void loadTools();
      return { tools: catalog };
    });
    server.setRequestHandler('tools/call', ({ params }, context) => {
      const entry = byName.get(params.name);
      if (entry === undefined) {
        return traced(context, {}, async () => {
          const says = `Unknown tool: ${shown(params.name)}${whyNot(params.name)}`;
          throw new ProtocolError(ProtocolErrorCode.InvalidParams, says);
        });
      }
      const work = async (waiting?: () => void) => {
        const tool = (await loadTools()).get(params.name);
        if (tool === undefined) throw new Error(`${params.name} is listed but is no tool`);
        // In a session the SDK lets a call go on whose client has gone; what only waits should not.
        const signal = () => {
          const signals = [context.mcpReq.signal, ending, context.http?.req?.signal];
          return AbortSignal.any(signals.filter((each) => each !== undefined));
        };
        const call = { ...callOf(context), signal, waiting };
        const requestId = context.http?.req?.headers.get('x-request-id') ?? undefined;
        const around = { call, observer, requestId, consent: consentOf(context, params), failedForNow };
        return invoke(tool, params.arguments ?? {}, around);
      };
      return traced(context, { tool: entry.name }, async () => (isRead(entry) ? order.read(work) : order.write(work)));
    });
    server.setRequestHandler('resources/list', () => ({ resources: resourceList(principal?.scopes) }));
    server.setRequestHandler('resources/templates/list', () => ({ resourceTemplates: TEMPLATE_LIST }));
    server.setRequestHandler('resources/read', ({ params: { uri } }, context) =>
      traced(context, { uri }, () =>
        guarded(() => order.read(() => readResource(callOf(context), uri)), observer, { uri }),
      ),
    );
    server.setRequestHandler('prompts/list', () => ({ prompts: promptList }));
    server.setRequestHandler('prompts/get', ({ params }, context) =>
      traced(context, prompts.some(({ name }) => name === params.name) ? { prompt: params.name } : {}, () =>
        guarded(async () => {
          const prompt = findPrompt(prompts, params.name);
          return order.read(() => getPrompt(callOf(context), prompt, params.arguments ?? {}, fitting));
        }, observer),
      ),
    );
    server.setRequestHandler('completion/complete', ({ params: { ref, argument } }, context) =>
      guarded(async () => {
        const call = callOf(context);
        const { name, value } = argument;
        const values =
          ref.type === 'ref/prompt'
            ? await completePrompt(call, findPrompt(prompts, ref.name), name, value)
            : await completeResource(call, ref.uri, name, value);
        return { completion: { values } };
      }, observer),
    );
    return server;
  };
}

/** What is shown to callers with these scopes: the same for all of them, made at the first need. */
function exposedTo({ exposure, titleMax }: Services) {
  const made = new Map<string, ReturnType<typeof make>>();
  const make = (scopes: readonly Scope[]) => {
    const shown = expose(exposure, scopes);
    const catalog = shown.tools.map((entry) =>
      titleMax === DEFAULT_TITLE_MAX ? entry : withTitleLimit(entry, titleMax),
    );
    const byName = new Map(catalog.map((entry) => [entry.name, entry]));
    return { ...shown, catalog, byName, promptList: shown.prompts.map(promptEntry) };
  };
  return (scopes: readonly Scope[] = SCOPES) => {
    const key = SCOPES.filter((scope) => holds(scopes, scope)).join(' ');
    const known = made.get(key) ?? make(scopes);
    made.set(key, known);
    return known;
  };
}

let tools: Promise<ReadonlyMap<string, Tool>> | undefined;

/** The tools by name, loaded at the first need: a host that only looks what there is does without. */
function loadTools(): Promise<ReadonlyMap<string, Tool>> {
  tools ??= import('../tools/index.ts').then(({ TOOLS }) => new Map(TOOLS.map((tool) => [tool.name, tool])));
  return tools;
}

/** In the modern era the name stands in every request, and may be missing. */
function clientName({ mcpReq }: ServerContext): string | undefined {
  const info: unknown = Reflect.get(mcpReq.envelope ?? {}, CLIENT_INFO_META_KEY);
  return typeof info === 'object' && info !== null && 'name' in info && typeof info.name === 'string'
    ? info.name
    : undefined;
}
