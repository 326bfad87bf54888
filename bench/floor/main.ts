import { McpServer } from '@modelcontextprotocol/server';
import { serveStdio } from '@modelcontextprotocol/server/stdio';

/** The least that a server on the SDK can be: one tool that does nothing. */
export function main(): void {
  serveStdio(() => {
    const server = new McpServer({ name: 'floor', version: '1.0.0' });
    server.registerTool('nothing', { description: 'Does nothing.' }, () => ({
      content: [{ type: 'text', text: 'Done.' }],
    }));
    return server;
  });
}
