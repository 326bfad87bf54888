import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { killLoop } from '../faults/kill-loop.ts';
import { setup } from '../support/build.ts';

// npm run proof:kill [kills]: kills servers while they write, and says whether anything acknowledged was lost.
const kills = Number(process.argv[2] ?? 100);
if (!Number.isInteger(kills) || kills < 1) throw new Error('how many kills? e.g. npm run proof:kill -- 100');

process.chdir(fileURLToPath(new URL('../..', import.meta.url)));
setup();
const folder = mkdtempSync(join(tmpdir(), 'task-manager-kill-'));
// A copy, so that a build meanwhile does not take the server away.
cpSync('dist', join(folder, 'server'), { recursive: true });
const { acknowledged, unheard, early, lost, damage } = await killLoop({
  database: join(folder, 'tasks.db'),
  server: [join(folder, 'server', 'bin.js')],
  environment: { HOME: folder, LOG_LEVEL: 'error' },
  kills,
  writers: 2,
  withinMs: 500,
});
for (const line of [...lost.map((write) => `lost: ${write}`), ...damage]) console.log(line);
rmSync(folder, { recursive: true });
console.log(
  `${kills} kills (${early} before the first answer): ${acknowledged} writes acknowledged, ${lost.length} lost; ` +
    `${unheard} made but not answered; ${damage.length} damages found.`,
);
process.exitCode = lost.length + damage.length === 0 ? 0 : 1;
