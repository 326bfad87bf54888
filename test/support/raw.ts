import { z } from 'zod';
import type { RawServer } from './child.ts';
import type { Era } from './session.ts';

const CLIENT = { name: 'typist', version: '1.0.0' };
const ENVELOPE = {
  'io.modelcontextprotocol/protocolVersion': '2026-07-28',
  'io.modelcontextprotocol/clientInfo': CLIENT,
  'io.modelcontextprotocol/clientCapabilities': {},
};

export interface RawRequest {
  readonly jsonrpc: '2.0';
  readonly id: number;
  readonly method: string;
  readonly params: Readonly<Record<string, unknown>>;
}

/** A request as a client of that era types it. */
export function rawRequest(era: Era, id: number, method: string, params: object = {}): RawRequest {
  return { jsonrpc: '2.0', id, method, params: era === 'modern' ? { ...params, _meta: ENVELOPE } : { ...params } };
}

/** A tool call of the modern era, which needs no opening. */
export function rawCall(id: number, name: string, args: object = {}): RawRequest {
  return rawRequest('modern', id, 'tools/call', { name, arguments: args });
}

/** What a client of that era says first, one message a line; its only request has the id 0. */
export function openingLines(era: Era): string[] {
  if (era === 'modern') return [JSON.stringify(rawRequest('modern', 0, 'server/discover'))];
  const params = { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: CLIENT };
  return [
    JSON.stringify(rawRequest('legacy', 0, 'initialize', params)),
    JSON.stringify({ jsonrpc: '2.0', method: 'notifications/initialized' }),
  ];
}

const Gist = z.union([
  z
    .object({ error: z.object({ code: z.int(), message: z.string() }) })
    .transform(({ error: { code, message } }) => `${code} ${message}`),
  z
    .object({
      result: z.object({
        content: z.tuple([z.object({ type: z.literal('text'), text: z.string() })]),
        isError: z.boolean().default(false),
      }),
    })
    .transform(({ result: { content, isError } }) => `${isError ? 'failed: ' : ''}${content[0].text}`),
  z
    .object({ result: z.object({ contents: z.tuple([z.object({ text: z.string() })]) }) })
    .transform(({ result: { contents } }) => contents[0].text),
]);

/** What an answer comes down to: its text, `failed: …`, or `-32602 …`. */
export function gistOf(answer: unknown): string {
  return Gist.parse(answer);
}

/** Sends a line that is no request and resolves with the error that comes back under no id. */
export function refusal(server: RawServer, line: string | Uint8Array): Promise<Record<string, unknown>> {
  const answer = server.next(null);
  server.process.stdin.write(line);
  server.process.stdin.write('\n');
  return answer;
}

/** Resolves when the server's standard error contains the text. */
export async function untilSaid(server: RawServer, text: string): Promise<void> {
  const { stderr } = server.process;
  const { promise, resolve } = Promise.withResolvers<void>();
  const look = () => {
    if (server.stderr.includes(text)) resolve();
  };
  stderr.on('data', look);
  look();
  await promise;
  stderr.off('data', look);
}
