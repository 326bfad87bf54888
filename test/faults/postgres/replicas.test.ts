import { expect, onTestFinished, test } from 'vitest';
import { openApp } from '../../../src/app.ts';
import { readConfig } from '../../../src/config.ts';
import { principalOf } from '../../../src/domain/api-token.ts';
import { createToken } from '../../../src/domain/create-token.ts';
import { revokeToken } from '../../../src/domain/revoke-token.ts';
import { PrincipalWatch } from '../../../src/http/principal-watch.ts';
import { rowsOf } from '../../support/beside.ts';
import { newDatabase } from '../../support/folder.ts';
import { tell } from '../../support/list.ts';
import { Relay } from '../../support/postgres/relay.ts';

async function replica(database: string) {
  const env = { LOG_LEVEL: 'silent', TASK_ACTOR: 'ada', DATABASE_URL: database };
  const { services, close } = await openApp(readConfig([], env));
  onTestFinished(close);
  return services.callFor('test');
}

/** One that no hint reaches, as behind a pooler: its connection is cut when it begins to listen. */
async function deafReplica(database: string) {
  const relay = await Relay.before(database);
  onTestFinished(() => relay.close());
  relay.newJudge = () => (direction, data) => direction === 'answered' || !data.includes('LISTEN');
  return replica(relay.urlOf(database));
}

test('the same key sent to two replicas at once has one effect and one answer', async () => {
  const database = newDatabase();
  const replicas = [await replica(database), await replica(database)];
  const keys = Array.from({ length: 10 }, (_, n) => `key-${n}`);
  const answers = await Promise.all(
    keys.map((key) =>
      Promise.all(replicas.map((each) => tell(each, 'add_task', { title: `For ${key}`, idempotency_key: key }))),
    ),
  );
  for (const [one, other] of answers) expect(one).toBe(other);
  expect(await rowsOf(database, 'SELECT count(*) AS count FROM tasks')).toEqual([{ count: keys.length }]);
});

test('whoever waits at one replica hears of what another commits, with hints and without', async () => {
  const database = newDatabase();
  const [hearing, deaf, writer] = [await replica(database), await deafReplica(database), await replica(database)];
  await tell(writer, 'add_task', { title: 'Known to all' });
  for (const [index, waiter] of [hearing, deaf].entries()) {
    const { promise, resolve } = Promise.withResolvers<void>();
    const waiting = tell({ ...waiter, waiting: resolve }, 'get_changes', { since: index + 1, wait_seconds: 20 });
    await promise;
    await tell(writer, 'add_task', { title: `Heard by ${index}` });
    expect(await waiting).toContain(`Heard by ${index}`);
  }
});

test('a revocation ends the streams of another replica within five seconds, though no hint reaches it', async () => {
  const database = newDatabase();
  const [deaf, other] = [await deafReplica(database), await replica(database)];
  const { token } = await createToken(other, { name: 'agent', scopes: ['tasks:read'], lifetimeMs: undefined });
  const watch = new PrincipalWatch(deaf);
  const { promise, resolve } = Promise.withResolvers<boolean>();
  watch.watch(principalOf(token), resolve);
  // Past the look that every new stream causes.
  await new Promise((after) => setTimeout(after, 1_500));
  const began = performance.now();
  await revokeToken(other, 'agent');
  expect(await promise).toBe(true);
  expect(performance.now() - began).toBeLessThan(5_000);
});
