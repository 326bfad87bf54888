import pino, { type Logger } from 'pino';

/** JSON lines on standard error, written at once so that a crash loses none. */
export function newLogger(level: string): Logger {
  return pino(
    {
      name: 'mcp.task-manager',
      level,
      messageKey: 'message',
      base: { pid: process.pid },
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
    },
    pino.destination({ fd: 2, sync: true }),
  );
}
