/** `npm run proof:retries`: every writing call is sent up to five times with its key while servers are killed; each has one effect and one answer. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { audit } from '../support/audit.ts';
import { setup } from '../support/build.ts';
import { retryWhileKilled } from './retriers.ts';

setup();
const folder = mkdtempSync(join(tmpdir(), 'task-manager-retries-'));
const database = join(folder, 'tasks.db');
const { keys, sent, kills, effects, wrong } = await retryWhileKilled(database, { servers: 4, callers: 6, lives: 40 });
const damage = [...wrong, ...(await audit(database))];
for (const line of damage) console.log(line);
rmSync(folder, { recursive: true });
console.log(
  `${keys} keys sent ${sent} times, ${kills} servers killed: ${effects} effects, ${damage.length} that must not be`,
);
process.exitCode = effects === keys && damage.length === 0 ? 0 : 1;
