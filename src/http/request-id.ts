import type { IncomingMessage, ServerResponse } from 'node:http';

const HEADER = 'x-request-id';
/** Short and plain: it stands in logs, which other programs read. */
const PLAIN = /^[\w.:/+=-]{1,128}$/;

/**
 * Names a request for the log and for whoever asks about it: as a proxy has named it, if that is a plain name, else anew.
 * The answer carries it, and from here on the request does in any case.
 */
export function nameRequest({ headers, rawHeaders }: IncomingMessage, outgoing: ServerResponse): void {
  const given = headers[HEADER];
  const isGood = typeof given === 'string' && PLAIN.test(given);
  const id = isGood ? given : crypto.randomUUID();
  outgoing.setHeader('X-Request-Id', id);
  if (isGood) return;
  headers[HEADER] = id;
  for (let index = rawHeaders.length - 2; index >= 0; index -= 2) {
    if (rawHeaders[index]?.toLowerCase() === HEADER) rawHeaders.splice(index, 2);
  }
  rawHeaders.push(HEADER, id);
}
