import { hkdfSync } from 'node:crypto';
import { openApp } from './app.ts';
import type { Config } from './config.ts';
import type { Store } from './domain/store.ts';
import { HttpApp } from './http/app.ts';
import { newAuth } from './http/auth.ts';
import { mustSignIn } from './http/auth-mode.ts';
import { type Listening, listen } from './http/server.ts';
import { onEnding } from './mcp/ending.ts';
import type { Observer } from './mcp/services.ts';
import { walBytes } from './storage/sqlite/wal-bytes.ts';
import { Metrics } from './telemetry/metrics.ts';
import { VERSION } from './version.ts';

/** What still holds the process after a clean end is not worth waiting for. */
const LAST_RESORT_MS = 300;

/** Serves over HTTP until a signal ends it. Throws ConfigError, Invalid or StorageFailed where it cannot begin. */
export async function serveOverHttp(config: Config): Promise<void> {
  const { http, auth } = config;
  const required = mustSignIn(auth.mode, http);
  const metrics = new Metrics(VERSION);
  const { services, log, now, outlet, deliver, close } = await openApp(config, {
    waited: (retries, ms) => metrics.waited(retries, ms),
    attempted: ({ kind }) => metrics.attempted(kind),
  });
  const key = http.secretKey === undefined ? services.key : keyFrom(http.secretKey);
  const { exposure, store } = services;
  const observer = counting(services.observer, metrics, now);
  const newApp = (url: string) => {
    const resource = `${(http.publicUrl ?? url).replace(/\/$/, '')}/mcp`;
    const app = new HttpApp({
      ...http,
      services: { ...services, key, observer },
      auth: newAuth({ ...auth, required, resource, exposure, store, now, log }),
      metrics,
      outlet,
    });
    metrics.show({
      running: () => app.running,
      streams: () => app.streams,
      sessions: () => app.sessions,
      walBytes: () => walBytes(config.databaseUrl),
      backlog: () => backlogOf(store),
    });
    return app;
  };
  let listening: Listening;
  try {
    listening = await listen(newApp, http);
  } catch (error) {
    await close();
    throw error;
  }
  // Before anybody is told that we are there.
  const ended = new Promise<void>((resolve) => {
    onEnding(resolve, { withParent: false });
  });
  deliver();
  process.stderr.write(greeting(http.publicUrl ?? listening.url));
  if (http.legacySse)
    process.stderr.write('HTTP+SSE at /sse is deprecated by the protocol: use it for old clients only.\n');
  await ended;
  await listening.close();
  await close();
  setTimeout(() => process.exit(), LAST_RESORT_MS).unref();
}

/** The observer, with everything counted that it is told of. */
function counting(observer: Observer, metrics: Metrics, now: () => Date): Observer {
  return {
    ...observer,
    succeeded(record) {
      metrics.called(record.tool, { outcome: 'ok', ms: record.duration_ms });
      observer.succeeded(record);
    },
    failed(record, code) {
      metrics.called(record.tool, { outcome: code, ms: record.duration_ms });
      observer.failed(record, code);
    },
    told: (at) => metrics.lagged(now().getTime() - Date.parse(at)),
  };
}

async function backlogOf(store: Store): Promise<{ pending: number; oldestMs: number }> {
  return store.read(async (tx) => {
    const { pending, oldest } = await tx.deliveries.backlog();
    const now = (await tx.now()).getTime();
    return { pending, oldestMs: oldest === undefined ? 0 : Math.max(0, now - Date.parse(oldest)) };
  });
}

function keyFrom(secret: string): Uint8Array {
  return new Uint8Array(hkdfSync('sha256', secret, '', 'task-manager-mcp consent', 32));
}

const greeting = (url: string) => `task-manager-mcp ${VERSION} serves MCP at ${url.replace(/\/$/, '')}/mcp
To connect Claude Code:
  claude mcp add --transport http task-manager ${url.replace(/\/$/, '')}/mcp
Press Ctrl+C to stop.
`;
