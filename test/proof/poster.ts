import { Agent, type IncomingMessage, request } from 'node:http';
import type { Era } from '../support/session.ts';

const META = {
  'io.modelcontextprotocol/protocolVersion': '2026-07-28',
  'io.modelcontextprotocol/clientInfo': { name: 'proof', version: '1.0.0' },
  'io.modelcontextprotocol/clientCapabilities': {},
};

export interface Answered {
  /** Of the request. */
  readonly id: number;
  readonly status: number;
  /** All that came, headers too. */
  readonly bytes: string;
  readonly sessionId: string | undefined;
}

/** One client with one connection, spoken to in raw requests: it sees every byte, and costs as little as can be. */
export class Poster {
  readonly #port: number;
  readonly #token: string | undefined;
  readonly #era: Era;
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 1 });
  /** Counts from 0 as that of any other client does. */
  #id = 0;
  sessionId: string | undefined;

  constructor({ port, token, era }: { readonly port: number; readonly token?: string; readonly era: Era }) {
    this.#port = port;
    this.#token = token;
    this.#era = era;
  }

  call(name: string, args: object = {}): Promise<Answered> {
    return this.post('tools/call', { name, arguments: args });
  }

  /** Rejects where no whole answer comes. */
  async post(method: string, params: object = {}): Promise<Answered> {
    const id = this.#id;
    const response = await this.open(method, params);
    const parts: Buffer[] = [];
    for await (const part of response) parts.push(part);
    if (!response.complete) throw new Error('the answer was cut');
    const sessionId = response.headers['mcp-session-id'];
    return {
      id,
      status: response.statusCode ?? 0,
      bytes: `${response.rawHeaders.join('\n')}\n\n${Buffer.concat(parts)}`,
      sessionId: typeof sessionId === 'string' ? sessionId : undefined,
    };
  }

  /** The answer as it begins. */
  open(method: string, params: object): Promise<IncomingMessage> {
    const isModern = this.#era === 'modern';
    const sent = { jsonrpc: '2.0', id: this.#id++, method, params: isModern ? { ...params, _meta: META } : params };
    const names = isModern ? Object.entries(params).filter(([key]) => key === 'name' || key === 'uri') : [];
    const headers = {
      ...(this.#token !== undefined && { authorization: `Bearer ${this.#token}` }),
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
      'mcp-protocol-version': isModern ? '2026-07-28' : '2025-11-25',
      ...(isModern && { 'mcp-method': method }),
      ...Object.fromEntries(names.map(([, name]) => ['mcp-name', String(name)])),
      ...(this.sessionId !== undefined && { 'mcp-session-id': this.sessionId }),
    };
    const to = { host: '127.0.0.1', port: this.#port, path: '/mcp', method: 'POST', headers, agent: this.#agent };
    return new Promise((resolve, reject) => {
      request(to, resolve).on('error', reject).end(JSON.stringify(sent));
    });
  }

  close(): void {
    this.#agent.destroy();
  }
}
