import { PROTOCOL_VERSION_META_KEY, type ServerContext } from '@modelcontextprotocol/server';
import type { Operation } from '../domain/operation.ts';
import type { Trace } from './services.ts';

type Target = Pick<Operation, 'tool' | 'prompt' | 'uri'>;

/** Gives a function that does a request's work in a span, or just does it where nobody traces. */
export function tracedBy(trace: Trace | undefined) {
  return <T>(context: ServerContext, target: Target, work: () => Promise<T>): Promise<T> =>
    trace === undefined ? work() : trace({ ...operationOf(context), ...target }, work);
}

function operationOf({ mcpReq, sessionId, http }: ServerContext): Operation {
  const { method, id, _meta: meta = {}, envelope = {} } = mcpReq;
  const headers = http?.req?.headers;
  const inMessage: unknown = Reflect.get(envelope, PROTOCOL_VERSION_META_KEY);
  const protocolVersion = typeof inMessage === 'string' ? inMessage : headers?.get('mcp-protocol-version');
  return { method, id, meta, headers, sessionId, protocolVersion: protocolVersion ?? undefined };
}
