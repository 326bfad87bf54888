import { actorOf } from './actor.ts';
import type { Config } from './config.ts';
import { isLocal } from './domain/local.ts';
import type { Principal } from './domain/principal.ts';
import { readOnly } from './domain/read-only.ts';
import { storeFor } from './domain/rights.ts';
import { maskedArguments } from './mcp/mask.ts';
import type { Observer, Services } from './mcp/services.ts';
import { openStore } from './storage/open.ts';
import { createLog, type Log } from './telemetry/log.ts';
import { VERSION } from './version.ts';

export interface App {
  readonly services: Services;
  readonly log: Log;
  readonly now: () => Date;
  close(): Promise<void>;
}

/** Builds everything that a face of the program needs. Throws StorageFailed. */
export async function openApp(config: Config, now: () => Date = () => new Date()): Promise<App> {
  const log = createLog(config.logLevel);
  for (const warning of config.warnings) log.write('warn', warning);
  const { titleMax, project, exposure } = config;
  const opened = await openStore(config.databaseUrl, now);
  const store = exposure.readOnly ? readOnly(opened) : opened;
  const callerOf = (client: string | undefined, principal: Principal | undefined) => {
    if (principal === undefined || isLocal(principal))
      return { store, project, actor: config.actor ?? actorOf(client) };
    const { id, name } = principal;
    return { store: storeFor(store, principal), project: principal.project ?? project, actor: name, principal: id };
  };
  return {
    services: {
      version: VERSION,
      titleMax,
      exposure,
      store,
      observer: observerOn(log),
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
    succeeded: (record) => log.write('info', 'Tool success', record),
    failed: (record, code) => log.write(code === 'storage' ? 'warn' : 'info', 'Tool failed', { ...record, code }),
    broke: (id, error) => log.write('error', 'Internal error', { id, err: error }),
  };
}
