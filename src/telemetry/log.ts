import type { Logger } from 'pino';

/** Rising. */
export const LOG_LEVELS = ['debug', 'info', 'warn', 'error', 'silent'] as const;
type LogLevel = (typeof LOG_LEVELS)[number];
type LineLevel = Exclude<LogLevel, 'silent'>;

export interface Log {
  isEnabled(level: LineLevel): boolean;
  write(level: LineLevel, message: string, record?: object): void;
}

/** Writes the lines of that level and above, in order. The logger is loaded for the first one: most servers need none. */
export function createLog(level: LogLevel): Log {
  const isEnabled = (at: LineLevel) => LOG_LEVELS.indexOf(at) >= LOG_LEVELS.indexOf(level);
  let logger: Promise<Logger> | undefined;
  return {
    isEnabled,
    write(at, message, record = {}) {
      if (!isEnabled(at)) return;
      logger ??= import('./pino.ts').then(({ newLogger }) => newLogger(level));
      void logger.then((to) => to[at](record, message));
    },
  };
}
