/** `npm run proof:strangers`: two hundred clients of one service with the same request ids never get a byte of another's data. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { audit } from '../support/audit.ts';
import { setup } from '../support/build.ts';
import { mixStrangers } from './mixing.ts';

setup();
const folder = mkdtempSync(join(tmpdir(), 'task-manager-strangers-'));
const database = join(folder, 'tasks.db');
const begun = performance.now();
const { calls, bytes, wrong } = await mixStrangers(database, { clients: 200, calls: 250 });
const damage = [...wrong, ...(await audit(database))];
for (const line of damage.slice(0, 20)) console.log(line);
rmSync(folder, { recursive: true });
const seconds = Math.round((performance.now() - begun) / 1_000);
console.log(
  `${calls} calls of 200 clients in ${seconds} s, ${bytes} bytes of answers: ${damage.length} that must not be`,
);
process.exitCode = damage.length === 0 ? 0 : 1;
