import {
  type Attributes,
  type Context,
  context,
  type Link,
  propagation,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api';
import type { Operation } from '../domain/operation.ts';

const MAX_URI = 200;

/**
 * Gives a function that does the work of a request in a span of its own, named and described as the conventions for MCP
 * say: https://opentelemetry.io/docs/specs/semconv/gen-ai/mcp/. Nothing that a person wrote is in it.
 */
export function newTrace(version: string) {
  const tracer = trace.getTracer('task-manager-mcp', version);
  return async <T>(operation: Operation, work: () => Promise<T>): Promise<T> => {
    const { method, tool, prompt } = operation;
    const { parent, links } = originOf(operation);
    const name = [method, tool ?? prompt].filter((part) => part !== undefined).join(' ');
    const options = { kind: SpanKind.SERVER, attributes: attributesOf(operation), links };
    const span = tracer.startSpan(name, options, parent);
    try {
      const result = await context.with(trace.setSpan(parent, span), work);
      if (isFailure(result)) fail(span, 'tool_error');
      return result;
    } catch (error) {
      const code = codeOf(error);
      if (code !== undefined) span.setAttribute('rpc.response.status_code', code);
      fail(span, code ?? '_OTHER');
      throw error;
    } finally {
      span.end();
    }
  };
}

/** What the message carries comes first: one HTTP request may bring the messages of several traces. */
function originOf({ meta, headers }: Operation): { parent: Context; links: Link[] } {
  const active = context.active();
  const ambient = trace.getSpanContext(active);
  const inMessage = propagation.extract(ROOT_CONTEXT, meta, META);
  if (trace.getSpanContext(inMessage) !== undefined)
    return { parent: inMessage, links: ambient === undefined ? [] : [{ context: ambient }] };
  if (ambient !== undefined || headers === undefined) return { parent: active, links: [] };
  return { parent: propagation.extract(active, headers, HEADERS), links: [] };
}

const META = {
  keys: (meta: object) => Object.keys(meta),
  get(meta: object, key: string) {
    const value: unknown = Object.hasOwn(meta, key) ? Reflect.get(meta, key) : undefined;
    return typeof value === 'string' ? value : undefined;
  },
};

const HEADERS = {
  keys: (headers: Headers) => [...headers.keys()],
  get: (headers: Headers, key: string) => headers.get(key) ?? undefined,
};

function attributesOf({ method, id, tool, prompt, uri, protocolVersion, sessionId, headers }: Operation): Attributes {
  return {
    'mcp.method.name': method,
    'jsonrpc.request.id': String(id),
    'network.transport': headers === undefined ? 'pipe' : 'tcp',
    ...(headers !== undefined && { 'network.protocol.name': 'http' }),
    ...(tool !== undefined && { 'gen_ai.tool.name': tool, 'gen_ai.operation.name': 'execute_tool' }),
    ...(prompt !== undefined && { 'gen_ai.prompt.name': prompt }),
    ...(uri !== undefined && { 'mcp.resource.uri': uri.slice(0, MAX_URI) }),
    ...(protocolVersion !== undefined && { 'mcp.protocol.version': protocolVersion }),
    ...(sessionId !== undefined && { 'mcp.session.id': sessionId }),
  };
}

/** Without the message, in which there may be words of a task. */
function fail(span: Span, type: string): void {
  span.setAttribute('error.type', type);
  span.setStatus({ code: SpanStatusCode.ERROR });
}

function isFailure(result: unknown): boolean {
  return typeof result === 'object' && result !== null && 'isError' in result && result.isError === true;
}

/** The error's number in the protocol. */
function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'number' ? String(error.code) : undefined;
}
