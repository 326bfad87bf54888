import { type IncomingMessage, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { Invalid } from '../domain/errors.ts';
import { type Answer, excerptOf } from './answer.ts';
import { parseEndpointUrl } from './endpoint-url.ts';
import { findRoute, type Routing } from './route.ts';
import { within } from './within.ts';

/** For name, connection, headers and body together. Standard Webhooks asks for 15 to 30 seconds. */
export const TIMEOUT_MS = 15_000;
const MAX_BODY_BYTES = 64 * 1024;
const MAX_HEADER_BYTES = 16 * 1024;

interface Message {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** What is not to be kept of the answer. */
  readonly secrets?: readonly string[];
}

export interface Sending extends Routing {
  readonly timeoutMs?: number | undefined;
  /** Ends the attempt: it then throws the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Posts the message once, by a connection of its own to an address that was looked at: no second resolution, no redirect,
 * no proxy, no socket from before. The status decides, even when the body never ends. Throws only when it was told to stop.
 */
export async function post({ url: text, ...message }: Message, sending: Sending): Promise<Answer> {
  const { timeoutMs = TIMEOUT_MS, signal } = sending;
  signal?.throwIfAborted();
  const ending = new AbortController();
  const stop = () => ending.abort();
  const timer = setTimeout(stop, timeoutMs);
  signal?.addEventListener('abort', stop);
  try {
    const url = parseEndpointUrl(text);
    const addresses = await within(ending.signal, findRoute(url, sending));
    return await exchange({ ...message, url }, addresses, ending.signal);
  } catch (error) {
    signal?.throwIfAborted();
    if (ending.signal.aborted)
      return { kind: 'failed', reason: 'timeout', message: `no answer within ${timeoutMs / 1_000} s` };
    if (error instanceof Invalid) return { kind: 'failed', reason: 'refused', message: error.message };
    return { kind: 'failed', reason: 'unreachable', message: `not reached (${codeOf(error)})` };
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', stop);
  }
}

async function exchange(
  { url, headers, body, secrets = [] }: Omit<Message, 'url'> & { readonly url: URL },
  addresses: readonly string[],
  signal: AbortSignal,
): Promise<Answer> {
  const request = (url.protocol === 'https:' ? requestHttps : requestHttp)(url, {
    method: 'POST',
    headers: { 'user-agent': 'task-manager-mcp', ...headers, 'content-length': Buffer.byteLength(body) },
    // An agent of its own keeps no socket and knows no proxy, whatever the environment says of the global one.
    agent: false,
    lookup: pinnedTo(addresses),
    // Also where NODE_TLS_REJECT_UNAUTHORIZED would have it otherwise.
    rejectUnauthorized: true,
    maxHeaderSize: MAX_HEADER_BYTES,
    signal,
  });
  const answered = Promise.withResolvers<IncomingMessage>();
  request.on('response', answered.resolve);
  // Whoever answers an ordinary request with another protocol gets no chance to speak it. The socket is nobody's by now: an
  // error given to it would end this process.
  request.on('upgrade', (_, socket) => socket.destroy());
  // For as long as there is a request: what goes wrong after the answer has begun changes nothing any more.
  request.on('error', answered.reject);
  request.on('close', () => answered.reject(new Error('closed without an answer')));
  request.end(body);
  try {
    const response = await answered.promise;
    const { statusCode: status = 0, headers: said } = response;
    const excerpt = excerptOf(await beginningOf(response), secrets);
    return { kind: 'answered', status, retryAfter: said['retry-after'], excerpt };
  } finally {
    request.destroy();
  }
}

/** What comes until it ends, is enough, or breaks off. */
async function beginningOf(response: IncomingMessage): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  try {
    for await (const chunk of response) {
      chunks.push(chunk);
      bytes += chunk.length;
      if (bytes >= MAX_BODY_BYTES) break;
    }
  } catch {
    // The status has been given, so the answer counts without the rest.
  }
  return Buffer.concat(chunks);
}

/** Has the socket take one of these addresses, whatever the name resolves to by now. */
function pinnedTo(addresses: readonly string[]): LookupFunction {
  const all = addresses.map((address) => ({ address, family: isIP(address) }));
  return (_host, options, answer) => {
    const [first] = all;
    if (first === undefined) answer(new Error('no address'), '');
    else if (options.all) answer(null, all);
    else answer(null, first.address, first.family);
  };
}

/** The code alone: messages of sockets name addresses. */
function codeOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : 'connection ended';
}
