import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { onTestFinished } from 'vitest';
import { childEnvironment } from './child.ts';
import { newFolder } from './folder.ts';
import { Session } from './session.ts';

/** A session with a server that is started in a way of the test's own, and the process it runs in. */
export async function openCommand(
  database: string,
  [command, ...args]: readonly [string, ...string[]],
): Promise<{ session: Session; pid: number }> {
  const client = new Client({ name: 'test-client', version: '1.0.0' });
  const env = childEnvironment({ DATABASE_URL: database, HOME: newFolder() });
  const transport = new StdioClientTransport({ command, args, env, stderr: 'pipe' });
  onTestFinished(() => client.close());
  await client.connect(transport);
  if (transport.pid === null) throw new Error('the server has no process');
  return { session: new Session(client, database), pid: transport.pid };
}
