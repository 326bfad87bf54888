import { queryObjects } from 'node:v8';
import { expect, test } from 'vitest';
import { Order } from '../../src/mcp/order.ts';

test('reads leave nothing behind, however many come without a write', async () => {
  const order = new Order();
  const read = async (times: number) => {
    for (let count = 0; count < times; count += 1) await order.read(async () => 'answer');
  };
  await read(10);
  const before = queryObjects(Promise, { format: 'count' });
  await read(5_000);
  expect(queryObjects(Promise, { format: 'count' }) - before).toBeLessThan(100);
});

test('a read that has ended its turn holds no write up, one that has not does', async () => {
  const order = new Order();
  const done: string[] = [];
  const change = Promise.withResolvers<void>();
  const answer = Promise.withResolvers<void>();
  const waiting = order.read(async (endTurn) => {
    endTurn();
    await change.promise;
    done.push('waiting');
  });
  const other = order.read(() => answer.promise.then(() => done.push('other')));
  const write = order.write(async () => {
    done.push('write');
    change.resolve();
  });
  await new Promise(setImmediate);
  answer.resolve();
  await Promise.all([waiting, other, write]);
  expect(done).toEqual(['other', 'write', 'waiting']);
});

test('a write waits for every read before it, also when a later one has failed', async () => {
  const order = new Order();
  const slow = Promise.withResolvers<string>();
  const done: string[] = [];
  const read = order.read(() => slow.promise).then(() => done.push('read'));
  await expect(order.read(() => Promise.reject(new Error('failed')))).rejects.toThrow('failed');
  const write = order.write(async () => done.push('write'));
  await new Promise(setImmediate);
  slow.resolve('answer');
  await Promise.all([read, write]);
  expect(done).toEqual(['read', 'write']);
});
