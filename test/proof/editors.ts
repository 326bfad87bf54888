/** `npm run proof:editors`: 16 processes make 2,000 updates of different fields of one task, then count together in one field. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { audit } from '../support/audit.ts';
import { setup } from '../support/build.ts';
import { countTogether, editDifferentFields } from './one-task.ts';

setup();
const folder = mkdtempSync(join(tmpdir(), 'task-manager-editors-'));
const [fields, sum] = [join(folder, 'fields.db'), join(folder, 'sum.db')];
const edited = await editDifferentFields(fields, { editors: 16, updates: 125 });
console.log(
  `16 editors, ${edited.updates} updates of different fields of one task: ${edited.wrong.length} lost or refused`,
);
const counted = await countTogether(sum, { editors: 16, updates: 20 });
console.log(
  `16 editors count to ${counted.expected} in one field: ${counted.sum}, ${counted.losers} were told that they were too late`,
);

const damage = [...edited.wrong, ...counted.wrong, ...(await audit(fields)), ...(await audit(sum))];
for (const line of damage) console.log(line);
rmSync(folder, { recursive: true });
process.exitCode = damage.length === 0 && counted.sum === counted.expected ? 0 : 1;
