/** The server on standard input and output with a clock that runs faster: `node fast-server.ts START SPEED`. */
import { openApp } from '../../src/app.ts';
import { readConfig } from '../../src/config.ts';
import { serveOnStdio } from '../../src/mcp/stdio.ts';

const [start = 0, speed = 1] = process.argv.slice(2).map(Number);
// All servers with the same start tell the same time.
const { services, close } = await openApp(readConfig([]), {
  now: () => new Date(start + (Date.now() - start) * speed),
});
await serveOnStdio(services, { verbose: false });
await close();
