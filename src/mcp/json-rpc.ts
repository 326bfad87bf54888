import { INVALID_REQUEST, PARSE_ERROR } from '@modelcontextprotocol/server';

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

function isDeeperThan(value: unknown, depth: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return depth === 0 || Object.values(value).some((part) => isDeeperThan(part, depth - 1));
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
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
  if (Array.isArray(message))
    return refuse(INVALID_REQUEST, 'Invalid request: batches are not supported, send one message a line');
  if (!isObject(message) || message.jsonrpc !== '2.0') {
    return refuse(INVALID_REQUEST, 'Invalid request: an object with jsonrpc "2.0" was expected');
  }
  const id = toId(message.id);
  if (isDeeperThan(message, MAX_DEPTH))
    return refuse(INVALID_REQUEST, `Invalid request: nested deeper than ${MAX_DEPTH}`, id);
  if (line.includes('"__proto__"'))
    return refuse(INVALID_REQUEST, 'Invalid request: no key may be named __proto__', id);
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
  const cancels = method === 'notifications/cancelled' && isObject(params) ? toId(params.requestId) : undefined;
  return { id, method, cancels };
}
