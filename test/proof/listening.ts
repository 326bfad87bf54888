import type { ChildProcessByStdio } from 'node:child_process';
import type { Readable } from 'node:stream';

/** The port that a service says it listens on; throws what else it said where it ends before. */
export function listening(child: ChildProcessByStdio<null, null, Readable>): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said += text;
    const port = /serves MCP at http:\/\/[^:]+:(\d+)\/mcp\n/.exec(said)?.[1];
    if (port !== undefined) resolve(Number(port));
  });
  child.once('close', (code) => reject(new Error(`a service ended with ${code}: ${said}`)));
  return promise;
}
