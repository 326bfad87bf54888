import {
  CLIENT_CAPABILITIES_META_KEY,
  CLIENT_INFO_META_KEY,
  PROTOCOL_VERSION_META_KEY,
} from '@modelcontextprotocol/server';
import { Child, type Program } from './child.ts';

export const ERAS = ['legacy', 'modern'] as const;
export type Era = (typeof ERAS)[number];

/** A JSON-RPC request as a line, under the id given. */
export type Request = (id: number) => string;

const CLIENT = { name: 'bench', version: '1.0.0' };
/** What the modern era repeats in every request instead of shaking hands. */
const ENVELOPE = {
  [PROTOCOL_VERSION_META_KEY]: '2026-07-28',
  [CLIENT_INFO_META_KEY]: CLIENT,
  [CLIENT_CAPABILITIES_META_KEY]: {},
};

/** Serializes once: what a client spends on a request is taken from the server on a small machine. */
export function request(era: Era, method: string, params: Record<string, unknown> = {}): Request {
  const rest = JSON.stringify({ method, params: era === 'modern' ? { ...params, _meta: ENVELOPE } : params }).slice(1);
  return (id) => `{"jsonrpc":"2.0","id":${id},${rest}\n`;
}

export function call(era: Era, name: string, args: Record<string, unknown> = {}): Request {
  return request(era, 'tools/call', { name, arguments: args });
}

export const toolsList = (era: Era): Request => request(era, 'tools/list');

/** Says hello where the era wants it; gives the answer. */
export async function greet(child: Child, era: Era): Promise<string> {
  if (era === 'modern') return child.request(request(era, 'server/discover'));
  const params = { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: CLIENT };
  const answer = await child.request(request(era, 'initialize', params));
  child.write('{"jsonrpc":"2.0","method":"notifications/initialized"}\n');
  return answer;
}

/** Starts the program, ready for calls. */
export async function connect(program: Program, era: Era): Promise<Child> {
  const child = new Child(program);
  await greet(child, era);
  return child;
}
