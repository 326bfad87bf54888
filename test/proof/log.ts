/** `npm run proof:log`: 8 writers make 10,000 changes each on Postgres while they are killed; whoever follows the log is told of each once, and of each task's in order. */
import { setup } from '../support/build.ts';
import { openServer } from './database.ts';
import { readWhileWritten } from './log-readers.ts';

setup();
const server = await openServer();
const database = await server.newList();
const { told, kills, longestMs, wrong } = await readWhileWritten(database, {
  writers: 8,
  changes: 10_000,
  killEveryMs: 10_000,
});
for (const line of wrong.slice(0, 20)) console.log(line);
await server.end();
console.log(
  `${told} changes by 8 writers, ${kills} of them killed: ${wrong.length} that must not be; nothing was told for ${(longestMs / 1_000).toFixed(1)} s at most`,
);
process.exitCode = wrong.length === 0 ? 0 : 1;
