import {
  INVALID_PARAMS,
  INVALID_REQUEST,
  isJSONRPCNotification,
  isJSONRPCRequest,
  PARSE_ERROR,
  PROTOCOL_VERSION_META_KEY,
} from '@modelcontextprotocol/server';
import { faultIn } from './parameters.ts';

/** Deeper nesting is refused before anything walks it: no argument of ours needs a tenth of that. */
const MAX_DEPTH = 64;

export type Id = string | number | null;

export interface Refusal {
  readonly jsonrpc: '2.0';
  readonly id: Id;
  readonly error: { readonly code: number; readonly message: string };
}

export interface Parsed {
  readonly id: Id | undefined;
  readonly method: string | undefined;
  /** The request that this message takes back. */
  readonly cancels?: Id | undefined;
}

export function refuse(code: number, message: string, id: Id = null): Refusal {
  return { jsonrpc: '2.0', id, error: { code, message } };
}

/** What stands in a message that nothing of ours should walk or copy. */
function dangerIn(value: unknown, depth: number): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  if (depth === 0) return `nested deeper than ${MAX_DEPTH}`;
  if (Object.hasOwn(value, '__proto__')) return 'no key may be named __proto__';
  for (const part of Object.values(value)) {
    const danger = dangerIn(part, depth - 1);
    if (danger !== undefined) return danger;
  }
  return undefined;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A look that costs nothing, before a schema that would make an error of every other message. */
export function hasMethod(message: unknown, method: string): boolean {
  return isObject(message) && message.method === method;
}

/** Whether a request names the protocol's version itself, which only the modern era does. */
export function namesVersion(message: unknown): boolean {
  if (!isObject(message) || typeof message.method !== 'string' || message.method === 'initialize') return false;
  const { params } = message;
  return isObject(params) && isObject(params._meta) && PROTOCOL_VERSION_META_KEY in params._meta;
}

/** Whether a call brings an argument of that name. */
export function hasArgument(message: unknown, name: string): boolean {
  const params = isObject(message) ? message.params : undefined;
  return isObject(params) && isObject(params.arguments) && Object.hasOwn(params.arguments, name);
}

function toId(value: unknown): Id | undefined {
  return typeof value === 'string' || (typeof value === 'number' && Number.isSafeInteger(value)) ? value : undefined;
}

/** One line as a JSON-RPC 2.0 message, or the error that answers it (sections 4, 5.1 and 6 of its specification). */
export function parseLine(line: string): Parsed | Refusal {
  let message: unknown;
  try {
    message = JSON.parse(line);
  } catch {
    return refuse(PARSE_ERROR, 'Parse error: the line is not JSON');
  }
  return checkMessage(message);
}

/** The same of what is parsed already. */
export function checkMessage(message: unknown): Parsed | Refusal {
  if (Array.isArray(message))
    return refuse(INVALID_REQUEST, 'Invalid request: batches are not supported, send one message at a time');
  if (!isObject(message) || message.jsonrpc !== '2.0') {
    return refuse(INVALID_REQUEST, 'Invalid request: an object with jsonrpc "2.0" was expected');
  }
  const id = toId(message.id);
  const danger = dangerIn(message, MAX_DEPTH);
  if (danger !== undefined) return refuse(INVALID_REQUEST, `Invalid request: ${danger}`, id);
  const { method, params } = message;
  const isResponse = method === undefined && ('result' in message || 'error' in message);
  if (isResponse) return { id: undefined, method: undefined };
  if (typeof method !== 'string') return refuse(INVALID_REQUEST, 'Invalid request: method must be text', id);
  if ('id' in message && id === undefined)
    return refuse(INVALID_REQUEST, 'Invalid request: id must be text or a whole number');
  if (params !== undefined && !isObject(params))
    return refuse(INVALID_REQUEST, 'Invalid request: params must be an object', id);
  if (isObject(params) && '_meta' in params && !isObject(params._meta)) {
    return refuse(INVALID_REQUEST, 'Invalid request: _meta must be an object', id);
  }
  // The SDK drops what is none of these without an answer.
  if (!isJSONRPCRequest(message) && !isJSONRPCNotification(message)) {
    const expected = 'jsonrpc, id, method and params, and in _meta what the protocol allows';
    return refuse(INVALID_REQUEST, `Invalid request: a message has ${expected}`, id);
  }
  const fault = id === undefined ? undefined : faultIn(method, params ?? {});
  if (fault !== undefined) return refuse(INVALID_PARAMS, `Invalid params of ${method}: ${fault}`, id);
  const cancels = method === 'notifications/cancelled' && isObject(params) ? toId(params.requestId) : undefined;
  return { id, method, cancels };
}
