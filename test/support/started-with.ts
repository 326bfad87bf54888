import { expect } from 'vitest';
import { rawCall } from './raw.ts';
import { runBin } from './run.ts';

type Environment = Readonly<Record<string, string>>;

/** Starts the server, makes one call and gives the answer, and what was said on standard error. */
export async function callWith(args: readonly string[], env: Environment, name = 'get_task_stats', input: object = {}) {
  const { code, stdout, stderr } = await runBin(args, { env, input: `${JSON.stringify(rawCall(1, name, input))}\n` });
  expect(code).toBe(0);
  const answer: unknown = JSON.parse(stdout);
  return { answer, stderr, logs: stderr.trimEnd().split('\n').filter(Boolean).map(parseLog) };
}

function parseLog(line: string): Record<string, unknown> {
  return JSON.parse(line);
}
