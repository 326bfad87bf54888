import { type Run, type RunOptions, runBin } from './run.ts';

/** Runs a command of the built program on that database. */
export function run(
  args: readonly string[],
  { database, env, ...options }: RunOptions & { database?: string } = {},
): Promise<Run> {
  return runBin(args, { ...options, env: { ...(database === undefined ? {} : { DATABASE_URL: database }), ...env } });
}
