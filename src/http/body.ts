import type { IncomingMessage } from 'node:http';
import { isDeeper } from './depth.ts';
import { problem } from './problem.ts';

const MAX_BYTES = 1024 * 1024;
const MAX_DEPTH = 32;
const PARSE_ERROR = -32_700;
const utf8 = new TextDecoder('utf-8', { fatal: true });

/** A request's JSON, or the answer to what is none; what cannot be parsed is answered as `unreadable` says. */
export async function readJson(
  request: IncomingMessage,
  unreadable = parseError,
): Promise<{ readonly json: unknown } | Response> {
  const [type = ''] = (request.headers['content-type'] ?? '').split(';');
  if (type.trim().toLowerCase() !== 'application/json')
    return problem(415, 'unsupported_media_type', 'Content-Type must be application/json.');
  if ((request.headers['content-encoding'] ?? 'identity') !== 'identity')
    return problem(415, 'unsupported_media_type', 'A body may not be compressed.');
  const bytes = await readBytes(request).catch((error: unknown) => {
    // Its client went away, or was too slow: nobody will read this.
    if (request.destroyed) return problem(400, 'bad_request', 'The body is not complete.');
    throw error;
  });
  if (bytes instanceof Response) return bytes;
  if (bytes === undefined) {
    const headers = { Connection: 'close' };
    return problem(413, 'too_large', `A body may have at most ${MAX_BYTES} bytes.`, { headers });
  }
  if (isDeeper(bytes, MAX_DEPTH)) return unreadable(`nested deeper than ${MAX_DEPTH}`);
  try {
    return { json: JSON.parse(utf8.decode(bytes)) };
  } catch (error) {
    return unreadable(error instanceof SyntaxError ? 'the body is not JSON' : 'the body is not UTF-8');
  }
}

function parseError(says: string): Response {
  const error = { code: PARSE_ERROR, message: `Parse error: ${says}` };
  return Response.json({ jsonrpc: '2.0', id: null, error }, { status: 400 });
}

/** Undefined where there are too many; reading stops there. Not by iteration, which costs as much as the parsing. */
async function readBytes(request: IncomingMessage): Promise<Uint8Array | undefined> {
  if (Number(request.headers['content-length'] ?? 0) > MAX_BYTES) return undefined;
  const { promise, resolve, reject } = Promise.withResolvers<Uint8Array | undefined>();
  const parts: Uint8Array[] = [];
  let size = 0;
  const take = (part: Uint8Array) => {
    size += part.length;
    parts.push(part);
    if (size <= MAX_BYTES) return;
    request.off('data', take).pause();
    resolve(undefined);
  };
  request.on('data', take).once('end', () => resolve(Buffer.concat(parts)));
  request.once('error', reject).once('close', () => reject(new Error('the request ended within its body')));
  return promise;
}
