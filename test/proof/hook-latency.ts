import { openApp } from '../../src/app.ts';
import { readConfig } from '../../src/config.ts';
import { addEndpoint } from '../../src/domain/add-endpoint.ts';
import { Receiving } from './receiving.ts';
import { Writer } from './writer.ts';

const ALLOW = { WEBHOOK_ALLOW: '127.0.0.1' };
const MISSED_MS = 5_000;

/** How many ms after the call is sent a receiver has heard of tasks that a server as shipped completes, rising. */
export async function hookLatencies(database: string, rounds: number): Promise<number[]> {
  const receiver = new Receiving(0);
  await receiver.start();
  const app = await openApp(readConfig([], { DATABASE_URL: database, LOG_LEVEL: 'silent', ...ALLOW }));
  const call = app.services.callFor('proof');
  const events = ['task.completed'];
  receiver.secret = (await addEndpoint(call, { url: receiver.url, events }, await app.outlet())).secret;
  await app.close();
  const writer = new Writer(database, { env: ALLOW });
  await writer.ready();
  const delays: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const task_id = await writer.add(`Round ${round}`);
    const heard = Promise.withResolvers<number>();
    receiver.told = () => heard.resolve(performance.now());
    const missed = setTimeout(() => heard.resolve(Number.POSITIVE_INFINITY), MISSED_MS);
    const start = performance.now();
    await writer.call('complete_task', { task_id });
    delays.push((await heard.promise) - start);
    clearTimeout(missed);
  }
  await writer.end();
  receiver.stop();
  return delays.sort((one, other) => one - other);
}
