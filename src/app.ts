import { actorOf } from './actor.ts';
import type { Config } from './config.ts';
import { isLocal } from './domain/local.ts';
import type { Principal } from './domain/principal.ts';
import { readOnly } from './domain/read-only.ts';
import { storeFor } from './domain/rights.ts';
import { checkStanding } from './domain/standing.ts';
import { maskedArguments } from './mcp/mask.ts';
import type { Observer, Services } from './mcp/services.ts';
import { openStore } from './storage/open.ts';
import type { Waited } from './storage/waited.ts';
import { loadTrace } from './telemetry/load-trace.ts';
import { createLog, type Log } from './telemetry/log.ts';
import { VERSION } from './version.ts';

export interface App {
  readonly services: Services;
  readonly log: Log;
  readonly now: () => Date;
  close(): Promise<void>;
}

interface Wishes {
  readonly now?: (() => Date) | undefined;
  /** Told when another process's lock has held something up. */
  readonly waited?: Waited;
}

/** Builds everything that a face of the program needs. Throws StorageFailed. */
export async function openApp(config: Config, wishes: Wishes = {}): Promise<App> {
  const { now = () => new Date() } = wishes;
  const log = createLog(config.logLevel);
  for (const warning of config.warnings) log.write('warn', warning);
  const { titleMax, project, exposure } = config;
  const opened = await openStore(config.databaseUrl, wishes);
  const store = exposure.readOnly ? readOnly(opened) : opened;
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
  return {
    services: {
      version: VERSION,
      titleMax,
      exposure,
      store,
      observer: observerOn(log),
      trace: await loadTrace(VERSION),
      callFor: (client, principal) => ({ now, titleMax, ...callerOf(client, principal) }),
      key: crypto.getRandomValues(new Uint8Array(32)),
    },
    log,
    now,
    close: () => store.close(),
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
