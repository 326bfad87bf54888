import { expect, onTestFinished, test } from 'vitest';
import { openApp } from '../../src/app.ts';
import { readConfig } from '../../src/config.ts';
import type { Call } from '../../src/domain/call.ts';
import { addTask } from '../../src/tools/add-task.ts';
import { getChanges } from '../../src/tools/get-changes.ts';
import { newDatabase } from '../support/folder.ts';

const LONG = { wait_seconds: 50 };

async function newCall(): Promise<Call> {
  const { services, close } = await openApp(readConfig([], { DATABASE_URL: newDatabase(), LOG_LEVEL: 'silent' }));
  onTestFinished(close);
  return services.callFor('test');
}

/** A call whose listeners on the store are counted. */
async function countedCall() {
  const { store, ...call } = await newCall();
  let listeners = 0;
  const watch = (listener: () => void) => {
    const stop = store.watch(listener);
    listeners += 1;
    return () => {
      listeners -= 1;
      stop();
    };
  };
  return { call: { ...call, store: { ...store, watch } }, listeners: () => listeners };
}

test('a call listens only while it waits, whatever ends it', async () => {
  const { call, listeners } = await countedCall();
  const begin = async (args: Record<string, unknown>, signal?: AbortSignal) => {
    const begun = Promise.withResolvers<void>();
    const answer = getChanges.invoke({ ...call, signal: signal && (() => signal), waiting: begun.resolve }, args);
    await begun.promise;
    expect(listeners()).toBe(1);
    return { answer };
  };

  await (await begin({ wait_seconds: 1 })).answer;
  expect(listeners()).toBe(0);

  const changed = await begin(LONG);
  await addTask.invoke(call, { title: 'Review PR' });
  expect((await changed.answer).text).toContain('Review PR');
  expect(listeners()).toBe(0);

  const cancel = new AbortController();
  const cancelled = await begin(LONG, cancel.signal);
  cancel.abort();
  expect((await cancelled.answer).text).toBe('No changes; cursor: 1');
  expect(listeners()).toBe(0);

  const failed = await begin(LONG);
  await call.store.close();
  await expect(failed.answer).rejects.toThrow('the task list is closed');
  expect(listeners()).toBe(0);
});

test('a call that is over before it could wait does not listen', async () => {
  const { call, listeners } = await countedCall();
  const answer = getChanges.invoke(
    { ...call, signal: () => AbortSignal.abort(), waiting: () => expect.unreachable() },
    LONG,
  );
  expect((await answer).text).toBe('No changes; cursor: 0');
  expect(listeners()).toBe(0);
});

test.each([1, 2, 3])('a change right after look number %i is not missed', async (number) => {
  const { store, ...call } = await newCall();
  let looks = 0;
  let tell = () => {};
  const read: typeof store.read = async (work) => {
    const found = await store.read(work);
    looks += 1;
    if (looks === number) await addTask.invoke({ ...call, store }, { title: 'In the gap' });
    // Told before the look's answer is there: only whoever listens already hears it.
    tell();
    return found;
  };
  const watch = (listener: () => void) => {
    tell = listener;
    return () => {};
  };
  const { text } = await getChanges.invoke({ ...call, store: { ...store, read, watch } }, LONG);
  expect(text).toContain('In the gap');
  expect(looks).toBe(number + 1);
});
