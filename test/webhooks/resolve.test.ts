import { createHook } from 'node:async_hooks';
import { expect, test } from 'vitest';
import { toEgressRules } from '../../src/webhooks/egress-rules.ts';
import { outletWith } from '../../src/webhooks/outlet.ts';
import { post } from '../../src/webhooks/post.ts';
import { type Resolve, resolvingBy } from '../../src/webhooks/resolve.ts';
import { openReceiver } from '../support/receiver.ts';

/** Names that are asked for, and answered only when the test says so. */
function asking() {
  const open: { readonly host: string; answer(addresses: readonly string[]): void; fail(): void }[] = [];
  const ask: Resolve = (host) =>
    new Promise((resolve, reject) => {
      open.push({ host, answer: resolve, fail: () => reject(new Error('EAI_AGAIN')) });
    });
  return { open, asked: () => open.map(({ host }) => host), resolve: resolvingBy(ask) };
}

test('messages that are sent to one host at once ask for its addresses once, and the next one anew', async () => {
  const { port } = await openReceiver();
  const rules = toEgressRules(['localhost', '::1', '127.0.0.1']);
  let lookups = 0;
  const hook = createHook({
    init(_, type) {
      if (type === 'GETADDRINFOREQWRAP') lookups++;
    },
  }).enable();
  const send = () => post({ url: `http://localhost:${port}/`, headers: {}, body: '{}' }, { rules });
  const answers = await Promise.all([send(), send(), send(), send()]);
  expect(answers).toMatchObject(Array(4).fill({ status: 200 }));
  expect(lookups).toBe(1);
  await send();
  hook.disable();
  expect(lookups).toBe(2);
});

test('of names that failed last time one is asked for at a time, so that others need not wait for them', async () => {
  const { open, asked, resolve } = asking();
  const dead = ['one.test', 'two.test', 'three.test'];
  const first = Promise.allSettled(dead.map(resolve));
  for (const each of open) each.fail();
  await first;
  open.length = 0;
  const again = dead.map(resolve);
  const well = resolve('well.test');
  await expect.poll(asked).toEqual(['well.test', 'one.test']);
  open[0]?.answer(['8.8.8.8']);
  expect(await well).toEqual(['8.8.8.8']);
  open[1]?.answer(['1.1.1.1']);
  expect(await again[0]).toEqual(['1.1.1.1']);
  await expect.poll(asked).toEqual(['well.test', 'one.test', 'two.test']);
  // It is well again, and need not wait for the others any more.
  void resolve('one.test');
  expect(asked().at(-1)).toBe('one.test');
  open[2]?.fail();
  await expect(again[1]).rejects.toThrow('EAI_AGAIN');
  await expect.poll(() => asked().at(-1)).toBe('three.test');
  open.at(-1)?.fail();
  await expect(again[2]).rejects.toThrow('EAI_AGAIN');
});

test('whoever adds a webhook does not wait for ever for a name that nobody resolves', async () => {
  const rules = toEgressRules([]);
  const resolve = () => new Promise<string[]>(() => {});
  const outlet = outletWith({ rules, resolve, timeoutMs: 100, now: () => new Date() });
  await expect(outlet.check('https://never.test/', 'standard')).rejects.toThrow('never.test, which has no address');
});
