import {
  type CallToolResult,
  Client,
  type ElicitResult,
  InMemoryTransport,
  StreamableHTTPClientTransport,
} from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { serveStdio } from '@modelcontextprotocol/server/stdio';
import { onTestFinished } from 'vitest';
import { openApp } from '../../src/app.ts';
import { readConfig } from '../../src/config.ts';
import { serverFactory } from '../../src/mcp/server.ts';
import { BIN, childEnvironment } from './child.ts';
import { newDatabase } from './folder.ts';
import { type Service, startService } from './service.ts';

export const ERAS = ['legacy', 'modern'] as const;
export type Era = (typeof ERAS)[number];
/**
 * `memory`: client and server in this process; `stdio`: the built server as a child; `http`: a built service of its own.
 * All on a database file.
 */
export const TRANSPORTS = ['memory', 'stdio', 'http'] as const;
export type TransportName = (typeof TRANSPORTS)[number];

export interface SessionOptions {
  readonly era?: Era;
  readonly over?: TransportName;
  readonly database?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** For `http` only: a service that runs already. */
  readonly service?: Service;
  /** The client's name, of which the actor is made. */
  readonly name?: string;
  /** How the person at the client answers a question; without it nobody can be asked. */
  readonly person?: (question: string) => ElicitResult | Promise<ElicitResult>;
  /** For `memory` only: the server's clock. */
  readonly now?: () => Date;
}

/** A real client connected to the real server. */
export class Session {
  readonly client: Client;
  readonly database: string;

  constructor(client: Client, database: string) {
    this.client = client;
    this.database = database;
  }

  call(name: string, args: Record<string, unknown> = {}): Promise<CallToolResult> {
    return this.client.callTool({ name, arguments: args });
  }

  /** The text of a call that must succeed. */
  async text(name: string, args: Record<string, unknown> = {}): Promise<string> {
    const result = await this.call(name, args);
    if (result.isError === true) throw new Error(`${name} failed: ${textOf(result)}`);
    return textOf(result);
  }

  /** The text of a call that must fail. */
  async failure(name: string, args: Record<string, unknown> = {}): Promise<string> {
    const result = await this.call(name, args);
    if (result.isError !== true) throw new Error(`${name} succeeded: ${textOf(result)}`);
    return textOf(result);
  }

  /** The structured answer of a call that must succeed. */
  async data(name: string, args: Record<string, unknown> = {}): Promise<Record<string, unknown>> {
    const result = await this.call(name, args);
    if (result.isError === true) throw new Error(`${name} failed: ${textOf(result)}`);
    return { ...(result.structuredContent as Record<string, unknown>) };
  }

  /** A resource's JSON. */
  async resource(uri: string): Promise<unknown> {
    const { contents } = await this.client.readResource({ uri });
    const [first] = contents;
    if (first === undefined || !('text' in first)) throw new Error(`${uri} has no text`);
    return JSON.parse(first.text);
  }
}

export function textOf(result: CallToolResult): string {
  const [content] = result.content;
  if (content?.type !== 'text' || result.content.length !== 1) throw new Error('expected one text');
  return content.text;
}

/** Connects; everything is closed when the test ends. */
export async function openSession(options: SessionOptions = {}): Promise<Session> {
  const { era = 'modern', over = 'memory', database = newDatabase(), name = 'test-client' } = options;
  const mode = era === 'modern' ? ({ pin: '2026-07-28' } as const) : ('legacy' as const);
  const { person } = options;
  const capabilities = person === undefined ? {} : { elicitation: {} };
  const client = new Client({ name, version: '1.0.0' }, { versionNegotiation: { mode }, capabilities });
  if (person !== undefined) client.setRequestHandler('elicitation/create', ({ params }) => person(params.message));
  const env = { DATABASE_URL: database, ...options.env };
  const transport = await connect(over, env, options);
  onTestFinished(() => client.close());
  await client.connect(transport);
  return new Session(client, database);
}

async function connect(over: TransportName, env: Readonly<Record<string, string>>, options: SessionOptions) {
  if (over === 'memory') return inMemory(env, options.now);
  if (over === 'stdio') return asChild(env);
  const { mcp } = options.service ?? (await startService({ env }));
  return new StreamableHTTPClientTransport(mcp);
}

async function inMemory(env: Readonly<Record<string, string>>, now: (() => Date) | undefined) {
  const { services, close } = await openApp(readConfig([], { LOG_LEVEL: 'silent', ...env }), { now });
  const [ours, theirs] = InMemoryTransport.createLinkedPair();
  const newServer = serverFactory(services);
  const server = serveStdio(() => newServer(), { transport: theirs });
  onTestFinished(async () => {
    await server.close();
    await close();
  });
  return ours;
}

function asChild(env: Readonly<Record<string, string>>) {
  return new StdioClientTransport({
    command: process.execPath,
    args: [BIN],
    env: childEnvironment(env),
    stderr: 'pipe',
  });
}
