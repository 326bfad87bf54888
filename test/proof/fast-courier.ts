/** The server on standard input and output that delivers webhooks without the patience of days. */
import { openApp } from '../../src/app.ts';
import { readConfig } from '../../src/config.ts';
import { serveOnStdio } from '../../src/mcp/stdio.ts';
import { QUICK } from '../support/quick-pace.ts';

const { services, deliver, close } = await openApp(readConfig([]), { pace: QUICK });
const served = serveOnStdio(services, { verbose: false });
deliver();
await served;
await close();
