import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const MAIN = {
  shipped: fileURLToPath(new URL('../../dist/bin.js', import.meta.url)),
  'with fixtures': fileURLToPath(new URL('service.ts', import.meta.url)),
} as const;

export interface Subject {
  readonly url: string;
  /** Resolves with its exit code. */
  end(): Promise<number | null>;
}

/** A service for the suite to try, in a process of its own with an empty list; all settings are the defaults. */
export async function startSubject(kind: keyof typeof MAIN): Promise<Subject> {
  const folder = mkdtempSync(join(tmpdir(), 'task-manager-conformance-'));
  const env = { PATH: process.env.PATH, PORT: '0', DATABASE_URL: join(folder, 'tasks.db') };
  const child = spawn(process.execPath, [MAIN[kind], 'serve'], { env, stdio: ['ignore', 'ignore', 'pipe'] });
  const ended = once(child, 'close').then(() => rmSync(folder, { recursive: true, force: true }));
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said += text;
    const url = /serves MCP at (\S+)\n/.exec(said)?.[1];
    if (url !== undefined) resolve(url);
  });
  child.once('close', (code) => reject(new Error(`the service ended with ${code}: ${said}`)));
  return {
    url: await promise,
    async end() {
      child.kill('SIGTERM');
      await ended;
      return child.exitCode;
    },
  };
}
