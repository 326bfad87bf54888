import { actorOf } from './actor.ts';
import type { Config } from './config.ts';
import type { EndpointChange } from './domain/endpoint-change.ts';
import { isLocal } from './domain/local.ts';
import type { Outlet } from './domain/outlet.ts';
import type { Principal } from './domain/principal.ts';
import { readOnly } from './domain/read-only.ts';
import { storeFor } from './domain/rights.ts';
import { checkStanding } from './domain/standing.ts';
import type { Store } from './domain/store.ts';
import { maskedArguments } from './mcp/mask.ts';
import type { Observer, Services } from './mcp/services.ts';
import { openStore } from './storage/open.ts';
import type { Waited } from './storage/waited.ts';
import { loadTrace } from './telemetry/load-trace.ts';
import { createLog, type Log } from './telemetry/log.ts';
import { VERSION } from './version.ts';
import type { Courier } from './webhooks/courier.ts';
import type { DeliveryObserver } from './webhooks/deliverer.ts';
import type { Pace } from './webhooks/pace.ts';
import { webhooksOn } from './webhooks-on.ts';

export interface App {
  readonly services: Services;
  readonly log: Log;
  readonly now: () => Date;
  /** The way out to receivers, for use cases that need it. */
  outlet(): Promise<Outlet>;
  /** Delivers webhooks from now on, until `close`; where nothing can be changed it does nothing. For processes that stay. */
  deliver(): void;
  close(): Promise<void>;
}

interface Wishes {
  readonly now?: (() => Date) | undefined;
  /** Told when another process's lock has held something up. */
  readonly waited?: Waited;
  /** Told how each delivery of a webhook went. */
  readonly attempted?: DeliveryObserver['attempted'];
  /** For proofs that have no days. */
  readonly pace?: Pace;
}

/** Builds everything that a face of the program needs. Throws StorageFailed. */
export async function openApp(config: Config, wishes: Wishes = {}): Promise<App> {
  const { now = () => new Date() } = wishes;
  const log = createLog(config.logLevel);
  for (const warning of config.warnings) log.write('warn', warning);
  const { titleMax, project, exposure } = config;
  const opened = await openStore(config.databaseUrl, wishes);
  const webhooks = await webhooksOn(config.webhookAllow, { ...wishes, store: opened, now, log });
  let courier: Courier | undefined;
  const store = exposure.readOnly ? readOnly(opened) : withCommits(opened, () => courier?.committed());
  const callerOf = (client: string | undefined, principal: Principal | undefined) => {
    if (principal === undefined || isLocal(principal))
      return { store, project, actor: config.actor ?? actorOf(client) };
    const { id, name } = principal;
    return {
      store: storeFor(store, principal),
      project: principal.project ?? project,
      actor: name,
      principal: id,
      checkStanding: () => checkStanding({ store, now }, principal),
    };
  };
  // What chats are known by stands behind the origin.
  const endpointChanged = ({ did, endpoint: { id, url }, ...who }: EndpointChange) =>
    log.write('info', `Webhook ${did}`, { webhook: id, to: new URL(url).origin, ...who });
  return {
    services: {
      version: VERSION,
      titleMax,
      exposure,
      store,
      observer: observerOn(log),
      trace: await loadTrace(VERSION),
      callFor: (client, principal) => ({ now, titleMax, endpointChanged, ...callerOf(client, principal) }),
      key: crypto.getRandomValues(new Uint8Array(32)),
    },
    log,
    now,
    outlet: webhooks.outlet,
    deliver() {
      if (exposure.readOnly) return;
      courier ??= webhooks.courier();
      courier.start();
    },
    async close() {
      await courier?.close();
      await store.close();
    },
  };
}

/** The store, which tells of each transaction that it has committed. */
function withCommits(store: Store, committed: () => void): Store {
  return {
    ...store,
    async write(work, facts) {
      const result = await store.write(work, facts);
      committed();
      return result;
    },
  };
}

function observerOn(log: Log): Observer {
  return {
    called(record, args) {
      const more = log.isEnabled('debug') ? { args: maskedArguments(args) } : {};
      log.write('info', 'Tool called', { ...record, ...more });
    },
    succeeded: (record) => log.write('info', 'Tool success', { ...record, outcome: 'ok' }),
    failed: (record, outcome) =>
      log.write(outcome === 'storage' ? 'warn' : 'info', 'Tool failed', { ...record, outcome }),
    told() {},
    broke: (id, error) => log.write('error', 'Internal error', { id, err: error }),
  };
}
