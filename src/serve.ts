import { hkdfSync } from 'node:crypto';
import { openApp } from './app.ts';
import { type Config, ConfigError } from './config.ts';
import { LOCAL } from './domain/local.ts';
import { HttpApp } from './http/app.ts';
import { isLoopback } from './http/front-door.ts';
import { type Listening, listen } from './http/server.ts';
import { onEnding } from './mcp/ending.ts';
import { VERSION } from './version.ts';

/** What still holds the process after a clean end is not worth waiting for. */
const LAST_RESORT_MS = 300;

/** Serves over HTTP until a signal ends it. Throws ConfigError, Invalid or StorageFailed where it cannot begin. */
export async function serveOverHttp(config: Config): Promise<void> {
  const { http } = config;
  if (!isLoopback(http.host))
    throw new ConfigError(
      `HOST is ${http.host}, which others can reach, and nobody would have to sign in.`,
      'Leave it out to serve this machine only.',
    );
  const { services, close } = await openApp(config);
  const key = http.secretKey === undefined ? services.key : keyFrom(http.secretKey);
  const app = new HttpApp({ ...http, services: { ...services, key }, authenticate: async () => LOCAL });
  let listening: Listening;
  try {
    listening = await listen(app, http);
  } catch (error) {
    await close();
    throw error;
  }
  // Before anybody is told that we are there.
  const ended = new Promise<void>((resolve) => {
    onEnding(resolve, { withParent: false });
  });
  process.stderr.write(greeting(http.publicUrl ?? listening.url));
  if (http.legacySse)
    process.stderr.write('HTTP+SSE at /sse is deprecated by the protocol: use it for old clients only.\n');
  await ended;
  await listening.close();
  await close();
  setTimeout(() => process.exit(), LAST_RESORT_MS).unref();
}

function keyFrom(secret: string): Uint8Array {
  return new Uint8Array(hkdfSync('sha256', secret, '', 'task-manager-mcp consent', 32));
}

const greeting = (url: string) => `task-manager-mcp ${VERSION} serves MCP at ${url.replace(/\/$/, '')}/mcp
To connect Claude Code:
  claude mcp add --transport http task-manager ${url.replace(/\/$/, '')}/mcp
Press Ctrl+C to stop.
`;
