import { execFile } from 'node:child_process';
import type { RequestListener } from 'node:http';
import { createServer, type Socket } from 'node:net';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { promisify } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';
import { toEgressRules } from '../../src/webhooks/egress-rules.ts';
import { post, type Sending } from '../../src/webhooks/post.ts';
import { newCertificate } from '../support/certificate.ts';
import { connectsDuring, openReceiver } from '../support/receiver.ts';

const LOOPBACK = toEgressRules(['127.0.0.1']);
const BODY = '{"title":"Grüße"}';

const send = (url: string, sending: Partial<Sending> = {}) =>
  post(
    { url, headers: { 'content-type': 'application/json', 'webhook-id': 'msg_1' }, body: BODY },
    { rules: LOOPBACK, ...sending },
  );

/** Trusts the certificate until the test is over. */
function trust(cert: string): void {
  const before = getCACertificates();
  setDefaultCACertificates([...before, cert]);
  onTestFinished(() => setDefaultCACertificates(before));
}

/** Something that speaks no HTTP, or another than we do. */
async function openRaw(talk: (socket: Socket) => void): Promise<string> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket.on('error', () => {}));
    socket.once('data', () => talk(socket));
  });
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/`;
}

/** Writes a little again and again, and never comes to an end. */
function trickle(socket: Socket, text: string): void {
  const timer = setInterval(() => socket.write(text), 20);
  socket.on('close', () => clearInterval(timer));
}

test('what is posted arrives, and the answer comes back', async () => {
  const { url, received } = await openReceiver();
  expect(await send(url)).toEqual({ kind: 'answered', status: 200, retryAfter: undefined, excerpt: 'fine' });
  expect(received).toMatchObject([
    {
      path: '/hook',
      body: BODY,
      headers: {
        'content-type': 'application/json',
        'content-length': '19',
        'webhook-id': 'msg_1',
        'user-agent': 'task-manager-mcp',
      },
    },
  ]);
});

test('over TLS the name in the URL is asked for and must be in the certificate', async () => {
  const mine = newCertificate('hooks.test');
  trust(mine.cert);
  const { port, received } = await openReceiver(undefined, mine);
  const rules = toEgressRules(['127.0.0.1']);
  const resolve = async () => ['127.0.0.1'];
  expect(await send(`https://hooks.test:${port}/`, { rules, resolve })).toMatchObject({ status: 200 });
  expect(received[0]?.headers.host).toBe(`hooks.test:${port}`);
  const wrong = { kind: 'failed', reason: 'unreachable', message: 'not reached (ERR_TLS_CERT_ALTNAME_INVALID)' };
  expect(await send(`https://other.test:${port}/`, { rules, resolve })).toEqual(wrong);
  expect(await send(`https://127.0.0.1:${port}/`, { rules, resolve })).toEqual(wrong);
  expect(received).toHaveLength(1);
});

test('an address in the URL must be in the certificate', async () => {
  const mine = newCertificate('127.0.0.1');
  trust(mine.cert);
  expect(await send((await openReceiver(undefined, mine)).url)).toMatchObject({ status: 200 });
});

test('a certificate that nobody trusts or that has expired is a failure', async () => {
  const stranger = await openReceiver(undefined, newCertificate('127.0.0.1'));
  expect(await send(stranger.url)).toMatchObject({ message: 'not reached (DEPTH_ZERO_SELF_SIGNED_CERT)' });
  const old = newCertificate('127.0.0.1', { until: '210101000000Z' });
  trust(old.cert);
  const late = await openReceiver(undefined, old);
  expect(await send(late.url)).toMatchObject({ message: 'not reached (CERT_HAS_EXPIRED)' });
  expect([...stranger.received, ...late.received]).toEqual([]);
});

test('a name is resolved once, and the connection goes to the address that was looked at', async () => {
  const { port, received } = await openReceiver();
  const answers = [['127.0.0.1'], ['169.254.169.254'], ['127.0.0.1', '10.0.0.1']];
  let asked = 0;
  // No other resolver knows the name, so only what was looked at can have been used.
  const resolve = async () => answers[asked++] ?? [];
  const url = `http://rebinding.test:${port}/`;
  expect(await send(url, { resolve })).toMatchObject({ status: 200 });
  expect(asked).toBe(1);
  const connects = await connectsDuring(async () => {
    expect(await send(url, { resolve })).toMatchObject({ reason: 'refused' });
    expect(await send(url, { resolve })).toMatchObject({ reason: 'refused' });
  });
  expect([connects, asked, received.length]).toEqual([0, 3, 1]);
});

test('of several good addresses one that does not answer is passed over', async () => {
  const { port } = await openReceiver();
  const rules = toEgressRules(['127.0.0.1', '::1']);
  const resolve = async () => ['::1', '127.0.0.1'];
  expect(await send(`http://hooks.test:${port}/`, { rules, resolve })).toMatchObject({ status: 200 });
});

test.for([301, 302, 303, 307, 308])('a redirect by %i is not followed', async (status) => {
  const sink = await openReceiver();
  const { url } = await openReceiver((_, response) => response.writeHead(status, { location: sink.url }).end());
  expect(await send(url)).toMatchObject({ kind: 'answered', status });
  expect(sink.connections).toBe(0);
});

test('no connection is used twice', async () => {
  const receiver = await openReceiver((_, response) => response.writeHead(200, { connection: 'keep-alive' }).end());
  for (let turn = 0; turn < 3; turn++) expect(await send(receiver.url)).toMatchObject({ status: 200 });
  expect(receiver.connections).toBe(3);
});

const ENDLESS: RequestListener = (_, response) => {
  response.writeHead(200);
  const more = () => {
    while (response.write('x'.repeat(16_384)));
  };
  response.on('drain', more);
  more();
};

test('of a body without end 64 kB are read and the connection is cut', async () => {
  const begun = performance.now();
  const { url } = await openReceiver(ENDLESS);
  expect(await send(url)).toEqual({ kind: 'answered', status: 200, retryAfter: undefined, excerpt: 'x'.repeat(200) });
  expect(performance.now() - begun).toBeLessThan(5_000);
});

test('a body that trickles is waited for as long as an attempt may take; the status counts', async () => {
  const url = await openRaw((socket) => {
    socket.write('HTTP/1.1 503 Busy\r\nRetry-After: 7\r\nContent-Length: 1000000\r\n\r\n');
    trickle(socket, 'z');
  });
  const answer = await send(url, { timeoutMs: 300 });
  expect(answer).toEqual({ kind: 'answered', status: 503, retryAfter: '7', excerpt: expect.stringMatching(/^z+$/) });
});

test('headers that trickle, no answer at all and a name that nobody resolves end in time', async () => {
  const timeout = { kind: 'failed', reason: 'timeout', message: 'no answer within 0.3 s' };
  const slow = await openRaw((socket) => {
    socket.write('HTTP/1.1 200 OK\r\n');
    trickle(socket, 'x-more: yes\r\n');
  });
  expect(await send(slow, { timeoutMs: 300 })).toEqual(timeout);
  expect(await send(await openRaw(() => {}), { timeoutMs: 300 })).toEqual(timeout);
  const resolve = () => new Promise<string[]>(() => {});
  expect(await send('https://never.test', { timeoutMs: 300, resolve })).toEqual(timeout);
});

test('interim answers do not prolong the time', async () => {
  const url = await openRaw((socket) => trickle(socket, 'HTTP/1.1 103 Early Hints\r\n\r\n'));
  expect(await send(url, { timeoutMs: 300 })).toMatchObject({ reason: 'timeout' });
});

const BROKEN: readonly (readonly [what: string, bytes: string])[] = [
  ['too many headers', `HTTP/1.1 200 OK\r\n${`x-filler: ${'y'.repeat(1_000)}\r\n`.repeat(40)}\r\n`],
  ['another protocol', 'SSH-2.0-OpenSSH_9.9\r\n'],
  ['an answer to what was not asked', 'HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n'],
  ['two lengths', 'HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nx'],
  ['nothing', ''],
];

test.for(BROKEN)('a receiver that says %s is not reached', async ([, bytes]) => {
  const url = await openRaw((socket) => socket.end(bytes));
  expect(await send(url)).toMatchObject({ kind: 'failed', reason: 'unreachable' });
});

test('what cannot be reached is told by its code, without an address', async () => {
  const resolve = async () => {
    throw Object.assign(new Error('getaddrinfo ENOTFOUND gone.test'), { code: 'ENOTFOUND' });
  };
  const gone = { kind: 'failed', reason: 'unreachable', message: 'not reached (ENOTFOUND)' };
  expect(await send('https://gone.test', { resolve })).toEqual(gone);
  // Nothing that a user may start listens on it.
  const refused = { kind: 'failed', reason: 'unreachable', message: 'not reached (ECONNREFUSED)' };
  expect(await send('http://127.0.0.1/')).toEqual(refused);
});

test('whoever ends it gets the reason back, before and while it runs', async () => {
  const reason = new Error('the service ends');
  await expect(send('https://hooks.test', { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  const ending = new AbortController();
  const url = await openRaw(() => ending.abort(reason));
  await expect(send(url, { signal: ending.signal })).rejects.toBe(reason);
});

test('of the answer one line is kept, without what would move a cursor', async () => {
  const { url } = await openReceiver((_, response) =>
    response.writeHead(400).end('in\u001b[31mvalid\r\n\tpayload\u202e \0'),
  );
  expect(await send(url)).toMatchObject({ status: 400, excerpt: 'in [31mvalid payload' });
});

test('neither a proxy nor a lax setting of the environment has a say', async () => {
  const proxy = await openReceiver();
  const plain = await openReceiver();
  const secure = await openReceiver(undefined, newCertificate('127.0.0.1'));
  const script = `
    import { toEgressRules } from './src/webhooks/egress-rules.ts';
    import { post } from './src/webhooks/post.ts';
    const rules = toEgressRules(['127.0.0.1']);
    for (const url of process.argv.slice(1))
      console.log(JSON.stringify(await post({ url, headers: {}, body: '{}' }, { rules })));`;
  const by = `http://127.0.0.1:${proxy.port}`;
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--no-warnings', '--input-type=module', '--eval', script, plain.url, secure.url],
    {
      env: {
        NODE_USE_ENV_PROXY: '1',
        HTTP_PROXY: by,
        HTTPS_PROXY: by,
        http_proxy: by,
        https_proxy: by,
        NODE_TLS_REJECT_UNAUTHORIZED: '0',
      },
    },
  );
  const answers = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(answers).toMatchObject([{ status: 200 }, { message: 'not reached (DEPTH_ZERO_SELF_SIGNED_CERT)' }]);
  expect([proxy.connections, plain.connections, secure.received.length]).toEqual([0, 1, 0]);
});
