/** `npm run proof:ends`: a service that is ended under load answers every request or has not begun it; with keys nothing is lost or doubled. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { audit } from '../support/audit.ts';
import { setup } from '../support/build.ts';
import { endUnderLoad } from './ending.ts';

const ENDS = 10;

setup();
const folder = mkdtempSync(join(tmpdir(), 'task-manager-ends-'));
const database = join(folder, 'tasks.db');
const outcome = await endUnderLoad(database, { ends: ENDS, callers: 32, lifeMs: 2_000 });
const { answered, unanswered, replayed, slowestEndMs } = outcome;
const damage = [...outcome.wrong, ...(await audit(database))];
for (const line of damage.slice(0, 20)) console.log(line);
rmSync(folder, { recursive: true });
console.log(
  `${answered} calls answered, ${replayed} of them again, ${unanswered} not begun before one of ${ENDS} ends, which took at most ${Math.round(slowestEndMs)} ms: ${damage.length} that must not be`,
);
process.exitCode = damage.length === 0 ? 0 : 1;
