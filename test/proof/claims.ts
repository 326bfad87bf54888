/** `npm run proof:claims`: 8 processes claim 4,000 tasks, each once; then they complete 500 while they are killed. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { audit } from '../support/audit.ts';
import { setup } from '../support/build.ts';
import { claimAll, workWhileKilled } from './claimers.ts';

setup();
const folder = mkdtempSync(join(tmpdir(), 'task-manager-claims-'));
const [once, killed] = [join(folder, 'once.db'), join(folder, 'killed.db')];

const start = performance.now();
const claims = await claimAll(once, { processes: 8, tasks: 4_000 });
const twice = [...claims.values()].filter((count) => count > 1).length;
const seconds = ((performance.now() - start) / 1_000).toFixed(0);
console.log(`8 processes, 4,000 ready tasks: ${claims.size} claimed, ${twice} of them twice; ${seconds} s`);

const { kills, refused, expired, completed, wrong } = await workWhileKilled(killed, { processes: 8, tasks: 500 });
console.log(
  `${kills} workers killed: ${completed} of 500 tasks completed, ${expired} leases expired, ` +
    `${refused} late completions without effect, ${wrong.length} that must not be`,
);
const damage = [...wrong, ...(await audit(once)), ...(await audit(killed))];
for (const line of damage) console.log(line);
rmSync(folder, { recursive: true });
process.exitCode = claims.size === 4_000 && twice === 0 && damage.length === 0 ? 0 : 1;
