import { actorOf } from './actor.ts';
import type { Config } from './config.ts';
import { readOnly } from './domain/read-only.ts';
import { maskedArguments } from './mcp/mask.ts';
import type { Observer, Services } from './mcp/services.ts';
import { openStore } from './storage/open.ts';
import { createLog, type Log } from './telemetry/log.ts';
import { VERSION } from './version.ts';

export interface App {
  readonly services: Services;
  close(): Promise<void>;
}

/** Builds everything that a face of the program needs. Throws StorageFailed. */
export async function openApp(config: Config, now: () => Date = () => new Date()): Promise<App> {
  const log = createLog(config.logLevel);
  for (const warning of config.warnings) log.write('warn', warning);
  const { titleMax, project, exposure } = config;
  const opened = await openStore(config.databaseUrl, now);
  const store = exposure.readOnly ? readOnly(opened) : opened;
  return {
    services: {
      version: VERSION,
      titleMax,
      exposure,
      store,
      observer: observerOn(log),
      callFor: (client) => ({ store, now, titleMax, project, actor: config.actor ?? actorOf(client) }),
    },
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
