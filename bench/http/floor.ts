import { createServer } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import { type CallToolResult, createMcpHandler, McpServer } from '@modelcontextprotocol/server';

/** The least that a service on the SDK can be: one tool that answers what it is told on standard input. */
export function main(): void {
  let said = '';
  process.stdin.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  process.stdin.on('end', () => serve(JSON.parse(said)));
}

function serve({ content, structuredContent }: CallToolResult): void {
  const handler = createMcpHandler(() => {
    const server = new McpServer({ name: 'floor', version: '1.0.0' });
    server.registerTool('nothing', { description: 'Does nothing.' }, () => ({ content, structuredContent }));
    return server;
  });
  const server = createServer(
    getRequestListener((request) => handler.fetch(request), { overrideGlobalObjects: false }),
  );
  server.listen(0, '127.0.0.1', () => {
    const address = server.address();
    process.stderr.write(
      `serves MCP at http://127.0.0.1:${typeof address === 'string' ? address : address?.port}/mcp\n`,
    );
  });
}
