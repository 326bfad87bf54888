import { expect, test } from 'vitest';
import { audit } from '../support/audit.ts';
import { eventsOf, nextOf } from '../support/events.ts';
import { rawRequest } from '../support/raw.ts';
import { runBin } from '../support/run.ts';
import { startService } from '../support/service.ts';
import { openSession, textOf } from '../support/session.ts';
import { exchange, openSocket, statusOf } from '../support/socket.ts';

test('SIGTERM under load loses no acknowledged write and ends with 0', async () => {
  const service = await startService();
  const sessions = await Promise.all(
    (['legacy', 'modern', 'legacy', 'modern'] as const).map((era) => openSession({ over: 'http', era, service })),
  );
  const acknowledged: string[] = [];
  const write = async (session: (typeof sessions)[number], name: string) => {
    for (let turn = 0; ; turn++) {
      const title = `${name} ${turn}`;
      try {
        const result = await session.call('add_task', { title });
        if (textOf(result).startsWith('Created task')) acknowledged.push(title);
      } catch {
        return;
      }
    }
  };
  const writing = sessions.map((session, index) => write(session, `writer ${index}`));
  await expect.poll(() => acknowledged.length, { timeout: 20_000 }).toBeGreaterThan(40);
  const begun = performance.now();
  service.process.kill('SIGTERM');
  expect(await service.exit()).toEqual({ code: 0, signal: null });
  expect(performance.now() - begun).toBeLessThan(5_000);
  await Promise.all(writing);
  const list = await openSession({ database: service.database });
  const kept = (await list.resource('tasks://all')) as { title: string }[];
  const titles = kept.map(({ title }) => title);
  expect(acknowledged.filter((title) => !titles.includes(title))).toEqual([]);
  expect(await audit(service.database)).toEqual([]);
});

test('calls that wait are answered at the end, and streams close', async () => {
  const service = await startService();
  const session = await openSession({ over: 'http', service });
  const waiting = session.text('get_changes', { wait_seconds: 50 });
  const notifications = { resourceSubscriptions: ['tasks://all'] };
  const listen = rawRequest('modern', 1, 'subscriptions/listen', { notifications });
  const headers = { 'mcp-protocol-version': '2026-07-28', 'mcp-method': 'subscriptions/listen' };
  const events = eventsOf(await service.post(listen, headers));
  await nextOf(events);
  service.process.kill('SIGINT');
  expect(await waiting).toContain('No changes');
  expect(await nextOf(events)).toMatchObject({ result: { resultType: 'complete' } });
  expect(await service.exit()).toEqual({ code: 0, signal: null });
});

test('a second signal ends it at once', async () => {
  const service = await startService();
  // A request that is never finished keeps the first from ending it.
  const socket = await openSocket(service.port);
  socket.write('POST /mcp HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n{');
  const session = await openSession({ over: 'http', service });
  service.process.kill('SIGTERM');
  await expect.poll(() => session.call('list_tasks').catch(() => 'refused')).toBe('refused');
  const begun = performance.now();
  service.process.kill('SIGTERM');
  expect(await service.exit()).toMatchObject({ signal: null });
  expect(performance.now() - begun).toBeLessThan(400);
});

test('a port that is taken is told in one line', async () => {
  const { port } = await startService();
  const { code, stderr, stdout } = await runBin(['serve', `--port=${port}`]);
  expect(code).toBe(2);
  expect(stderr + stdout).toBe(
    `Port ${port} of 127.0.0.1 is taken, perhaps by a service that runs already. Name another one with --port.\n`,
  );
});

test.each(['0.0.0.0', '::', '192.0.2.1'])('without sign-in it does not listen on %s', async (host) => {
  const { code, stderr } = await runBin(['serve', '--auth', 'off', '--host', host]);
  expect(code).toBe(2);
  expect(stderr).toContain(`AUTH off would let anybody who reaches ${host} read and change the tasks`);
});

test.each([
  ['PORT', '70000', 'must be a whole number from 0 to 65535'],
  ['PORT', '3e3', 'must be a whole number from 0 to 65535'],
  ['HOST', 'a b', 'must be an address or a host name'],
  ['PUBLIC_URL', 'ftp://x', 'must be an http(s) URL'],
  ['ALLOWED_HOSTS', 'a,http://b', 'must be host names, separated by commas'],
  ['ALLOWED_ORIGINS', 'https://a/x', 'must be origins such as https://app.example, separated by commas'],
  ['RATE_LIMIT', '0', 'must be a whole number from 1 to 1000000'],
  ['TRUST_PROXY', 'yes', 'must be true or false'],
])('%s may not be %s, and hosts that start the server do not care', async (name, value, says) => {
  const { code, stderr } = await runBin(['serve'], { env: { [name]: value } });
  expect(code).toBe(2);
  expect(stderr).toContain(`${name} ${says}; it is "${value}".`);
  expect((await runBin([], { env: { [name]: value } })).code).toBe(0);
});

test('a secret that is too short is not repeated', async () => {
  const { code, stderr } = await runBin(['serve'], { env: { SECRET_KEY: 'hunter2' } });
  expect(code).toBe(2);
  expect(stderr).toBe('SECRET_KEY must have at least 32 characters; it is 7 characters long.\n');
});

test('it says where it is and how to connect', async () => {
  const service = await startService();
  expect(service.said).toContain(`claude mcp add --transport http task-manager ${service.url}/mcp\n`);
  expect(await (await fetch(`${service.url}/healthz`)).json()).toEqual({ status: 'alive' });
  expect(await (await fetch(`${service.url}/readyz`)).json()).toEqual({ status: 'ready' });
});

test('many clients that never finish their requests do not hold up the others', async () => {
  const service = await startService();
  const starts = [
    'GET /healthz HTTP/1.1\r\nHost: lo',
    'POST /mcp HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n{',
  ];
  const slow = await Promise.all(Array.from({ length: 600 }, () => openSocket(service.port)));
  for (const [index, socket] of slow.entries()) socket.write(starts[index % 2] ?? '');
  const session = await openSession({ over: 'http', service });
  const begun = performance.now();
  for (let turn = 0; turn < 20; turn++) await session.text('list_tasks');
  expect(performance.now() - begun).toBeLessThan(3_000);
});

test('a client that takes too long for its headers is cut off', async () => {
  const service = await startService();
  const begun = performance.now();
  expect(statusOf(await exchange(service.port, 'GET /healthz HTTP/1.1\r\nHost: lo'))).toBe(408);
  expect(performance.now() - begun).toBeLessThan(15_000);
});
