import { onTestFinished } from 'vitest';
import { openApp } from '../../src/app.ts';
import { readConfig } from '../../src/config.ts';
import { type Principal, SCOPES } from '../../src/domain/principal.ts';
import { HttpApp } from '../../src/http/app.ts';
import { listen } from '../../src/http/server.ts';
import { Metrics } from '../../src/telemetry/metrics.ts';
import { newDatabase } from './folder.ts';

export const principalOf = (name: string, expiresAt?: Date): Principal => {
  return { id: `token ${name}`, name, scopes: SCOPES, project: undefined, expiresAt };
};

interface Options {
  readonly env?: Readonly<Record<string, string>>;
  /** By default who calls stands in X-User, and whoever names nobody may not. */
  readonly authenticate?: (request: Request) => Promise<Principal | Response>;
}

const byHeader = async ({ headers }: Request) => {
  const user = headers.get('x-user');
  return user === null ? new Response(null, { status: 401 }) : principalOf(user);
};

/** The service inside this process, for callers of several names. */
export async function openHttpApp({ env = {}, authenticate = byHeader }: Options = {}) {
  const config = readConfig([], { LOG_LEVEL: 'silent', DATABASE_URL: newDatabase(), ...env });
  const { services, outlet, close } = await openApp(config);
  const auth = {
    authenticate,
    authorize: () => undefined,
    demand: () => undefined,
    demandSignedIn: () => undefined,
    watchPrincipal: () => () => {},
  };
  const app = new HttpApp({
    ...config.http,
    services,
    auth: { ...auth, metadataPaths: [], metadata: () => new Response() },
    metrics: new Metrics('test'),
    outlet,
  });
  const listening = await listen(() => app, { host: '127.0.0.1', port: 0 });
  onTestFinished(async () => {
    await listening.close();
    await close();
  });
  return { app, url: listening.url, services };
}
