import { expect, test } from 'vitest';
import { deliverAll } from '../proof/delivering.ts';
import { hookLatencies } from '../proof/hook-latency.ts';
import { audit } from '../support/audit.ts';
import { newDatabase } from '../support/folder.ts';

const PATIENT = { timeout: 120_000 };

test('a receiver that fails and restarts is told of everything, each time under the same id', PATIENT, async () => {
  const database = newDatabase();
  const { delivered, refused, wrong } = await deliverAll(database, { events: 60, failing: 0.3, restartEveryMs: 700 });
  expect({ delivered, wrong }).toEqual({ delivered: 60, wrong: [] });
  expect(refused).toBeGreaterThan(0);
  expect(await audit(database)).toEqual([]);
});

test('what killed senders leave is delivered by others, under the same id', PATIENT, async () => {
  const load = { events: 60, failing: 0.3, killEveryMs: 1_500 };
  const { delivered, wrong } = await deliverAll(newDatabase(), load);
  expect({ delivered, wrong }).toEqual({ delivered: 60, wrong: [] });
});

test('what a server on standard input completes is heard of within a second', async () => {
  const delays = await hookLatencies(newDatabase(), 10);
  expect(delays[5]).toBeLessThan(1_000);
});
