/**
 * The real service with the suite's fixtures: everything is the product's, but the class of the SDK that its factory makes
 * its servers of. So the product needs no place to plug them in, and none of this can be in what is shipped.
 */
import { registerHooks } from 'node:module';

const FACTORY = new URL('../../src/mcp/server.ts', import.meta.url).href;
const SDK = new URL('fixture-sdk.ts', import.meta.url).href;

registerHooks({
  resolve(specifier, context, next) {
    const isOurs = context.parentURL === FACTORY && specifier === '@modelcontextprotocol/server';
    return next(isOurs ? SDK : specifier, context);
  },
});

const { main } = await import('../../src/main.ts');
await main(process.argv.slice(2));
