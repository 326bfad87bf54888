// The same shape as src/bin.ts: a launcher that turns the compile cache on, then loads the rest.
import module from 'node:module';
import { join } from 'node:path';

module.enableCompileCache(join(import.meta.dirname, 'cache'));
const { main } = await import('./main.ts');
main();
