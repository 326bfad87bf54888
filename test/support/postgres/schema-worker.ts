import { parentPort, workerData } from 'node:worker_threads';
import { Client } from 'pg';
import { DONE, FAILED, type SchemaOrder } from './schemas.ts';

/** One statement after the other. Schemas are dropped beside those that are created, so that nobody waits for it. */
const [creating, dropping] = [queue(), queue()];

parentPort?.on('message', ({ create, drop, state }: SchemaOrder) => {
  const work = create === undefined ? dropping(`DROP SCHEMA "${drop}" CASCADE`) : creating(`CREATE SCHEMA "${create}"`);
  work.then(
    () => tell(state, DONE),
    (error: unknown) => {
      // A server that the test has not ended yet may be in the way; the end of the run removes what is left.
      if (create !== undefined) process.stderr.write(`${error}\n`);
      tell(state, FAILED);
    },
  );
});

function queue(): (sql: string) => Promise<unknown> {
  const client = new Client({ connectionString: String(workerData), options: '-c lock_timeout=2s' });
  let last: Promise<unknown> = client.connect();
  return (sql) => {
    const next = last.catch(() => {}).then(() => client.query(sql));
    last = next;
    return next;
  };
}

function tell(state: Int32Array, outcome: number): void {
  Atomics.store(state, 0, outcome);
  Atomics.notify(state, 0);
}
