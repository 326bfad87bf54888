import type { Logger } from 'pino';
import { actorOf } from './actor.ts';
import type { Config } from './config.ts';
import type { Observer, Services } from './mcp/services.ts';
import { openStore } from './storage/open.ts';
import { createLog } from './telemetry/log.ts';
import { VERSION } from './version.ts';

export interface App {
  readonly services: Services;
  close(): Promise<void>;
}

/** Builds everything that a face of the program needs. Throws StorageFailed. */
export async function openApp(config: Config, now: () => Date = () => new Date()): Promise<App> {
  const log = createLog(config.logLevel);
  for (const warning of config.warnings) log.warn(warning);
  const store = await openStore(config.databaseUrl);
  const { titleMax, project } = config;
  return {
    services: {
      version: VERSION,
      titleMax,
      store,
      observer: observerOn(log),
      callFor: (client) => ({ store, now, titleMax, project, actor: config.actor ?? actorOf(client) }),
    },
    close: () => store.close(),
  };
}

function observerOn(log: Logger): Observer {
  return {
    called: (record, args) => log.info(log.isLevelEnabled('debug') ? { ...record, args } : record, 'Tool called'),
    succeeded: (record) => log.info(record, 'Tool success'),
    failed: (record, code) => log[code === 'storage' ? 'warn' : 'info']({ ...record, code }, 'Tool failed'),
    broke: (id, error) => log.error({ id, err: error }, 'Internal error'),
  };
}
