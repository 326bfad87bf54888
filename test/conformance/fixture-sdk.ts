/** The SDK as `src/mcp/server.ts` finds it under test. */
export * from '@modelcontextprotocol/server';
export { FixtureServer as Server } from './fixture-server.ts';
