import { SignJWT, UnsecuredJWT } from 'jose';
import { afterEach, expect, test, vi } from 'vitest';
import { openHttp, post, postCall } from '../support/http.ts';
import { openIssuer } from '../support/issuer.ts';

afterEach(() => {
  vi.useRealTimers();
});

/** A server that trusts a real issuer. */
async function openBoth(wishes: Parameters<typeof openHttp>[0] = {}) {
  const authority = await openIssuer();
  return { authority, ...(await openHttp({ issuer: authority.issuer, ...wishes })) };
}

const inSeconds = (seconds: number) => Math.floor(Date.now() / 1_000) + seconds;

test('whoever comes without a token is led to the issuer', async () => {
  const { url, authority } = await openBoth();
  const { status, headers } = await post(url, undefined, 'tools/list');
  const metadata = url.replace('/mcp', '/.well-known/oauth-protected-resource/mcp');
  expect(status).toBe(401);
  expect(headers.get('www-authenticate')).toBe(`Bearer scope="tasks:read", resource_metadata="${metadata}"`);
  for (const path of [metadata, metadata.replace('resource/mcp', 'resource')]) {
    const answer = await fetch(path);
    expect(answer.headers.get('access-control-allow-origin')).toBe('*');
    expect(await answer.json()).toEqual({
      resource: url,
      authorization_servers: [authority.issuer],
      scopes_supported: ['tasks:read', 'tasks:write'],
      bearer_methods_supported: ['header'],
      resource_name: 'Task Manager',
    });
  }
});

test('a token of the issuer for this server lets its client in', async () => {
  const { url, authority } = await openBoth();
  const token = `Bearer ${await authority.token(url, 'tasks:read tasks:write')}`;
  const answer = await postCall(url, token, 'add_task', { title: 'Review PR' });
  expect(await answer.text()).toContain('"created_by":"machine"');
});

test('a token that may only read is told which scopes a write needs, and where to get them', async () => {
  const { url, authority } = await openBoth();
  const token = `Bearer ${await authority.token(url, 'tasks:read')}`;
  expect((await postCall(url, token, 'list_tasks')).status).toBe(200);
  const { status, headers } = await postCall(url, token, 'add_task', { title: 'Sneaked in' });
  expect(status).toBe(403);
  expect(headers.get('www-authenticate')).toMatch(
    /^Bearer error="insufficient_scope", .*scope="tasks:read tasks:write", resource_metadata="http.*"$/,
  );
});

test('a token for another server, and one for none, is refused', async () => {
  const { url, authority, lines } = await openBoth();
  for (const resource of ['http://127.0.0.1:9/mcp', `${url}/`, undefined]) {
    const token = await authority.token(resource, 'tasks:read');
    const { status, headers } = await post(url, `Bearer ${token}`, 'tools/list');
    expect(status, resource).toBe(401);
    expect(headers.get('www-authenticate')).toContain('error="invalid_token"');
    expect(lines.join('\n')).not.toContain(token);
  }
});

test('an audience of its own takes the place of the address', async () => {
  const { url, authority } = await openBoth({ audience: 'https://tasks.example/api' });
  const status = async (aud: string) =>
    (await post(url, `Bearer ${await authority.sign({ aud, exp: inSeconds(60) })}`, 'tools/list')).status;
  expect(await status('https://tasks.example/api')).toBe(200);
  expect(await status(url)).toBe(401);
});

test.each([
  ['is good', {}, {}, 200],
  ['names several audiences', { aud: ['https://other.example', 'URL'] }, {}, 200],
  ['has expired', { exp: -61 }, {}, 401],
  ['has expired within the skew of clocks', { exp: -50 }, {}, 200],
  ['does not expire', { exp: undefined }, {}, 401],
  ['is not valid yet', { nbf: 70 }, {}, 401],
  ['is valid within the skew of clocks', { nbf: 50 }, {}, 200],
  ['is of another issuer', { iss: 'https://evil.example' }, {}, 401],
  ['has no audience', { aud: undefined }, {}, 401],
  ['names nobody', { sub: undefined }, {}, 401],
  ['names a client only', { sub: undefined, client_id: 'robot' }, {}, 200],
  ['is bound to a key', { cnf: { jkt: 'x' } }, {}, 401],
  ['has the type of RFC 9068 in full', {}, { typ: 'application/at+jwt' }, 200],
  ['has the plain type', {}, { typ: 'JWT' }, 200],
  ['is for signing out', {}, { typ: 'logout+jwt' }, 401],
  ['has its scopes in scp', { scope: undefined, scp: ['tasks:read'] }, {}, 200],
  ['has its scopes in one scp', { scope: undefined, scp: 'openid tasks:read' }, {}, 200],
  ['has no scope of ours', { scope: 'openid' }, {}, 403],
])('a token that %s', async (_, given, header, status) => {
  const { url, authority } = await openBoth();
  // Seconds from now, counted when the test runs: those before it may take long.
  const claims = Object.fromEntries(
    Object.entries(given).map(([name, value]) => [name, typeof value === 'number' ? inSeconds(value) : value]),
  );
  const full = JSON.parse(JSON.stringify({ aud: url, exp: inSeconds(60), ...claims }).replace('"URL"', `"${url}"`));
  const token = await authority.sign('sub' in claims ? { ...full, sub: undefined } : full, header);
  expect((await post(url, `Bearer ${token}`, 'tools/list')).status).toBe(status);
});

test('a token that nobody signed, or everybody could, is refused', async () => {
  const { url, authority } = await openBoth();
  const claims = { iss: authority.issuer, aud: url, sub: 'eve', scope: 'tasks:write', exp: inSeconds(60) };
  const none = new UnsecuredJWT(claims).encode();
  const publicKey = new TextEncoder().encode(JSON.stringify(authority.publicJwk));
  const shared = await new SignJWT(claims)
    .setProtectedHeader({ alg: 'HS256', kid: 'first', typ: 'at+jwt' })
    .sign(publicKey);
  const good = await authority.sign({ aud: url, exp: inSeconds(60) });
  const [head, , signature] = good.split('.');
  const forged = [head, Buffer.from(JSON.stringify(claims)).toString('base64url'), signature].join('.');
  for (const token of [none, `${none}x`, shared, forged])
    expect((await post(url, `Bearer ${token}`, 'tools/list')).status, token).toBe(401);
});

test('a key that the issuer begins to use is found, one that it does not have is not', async () => {
  const { url, authority } = await openBoth();
  const status = async (kid?: string) => {
    const token = await authority.sign({ aud: url, exp: inSeconds(60) }, kid === undefined ? {} : { kid });
    return (await post(url, `Bearer ${token}`, 'tools/list')).status;
  };
  expect(await status()).toBe(200);
  await authority.rotate();
  // The keys were fetched a moment ago: unknown names must not make us ask the issuer again and again.
  expect(await status()).toBe(401);
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 31_000 });
  expect(await status()).toBe(200);
  expect(await status('third')).toBe(401);
});

test('while the issuer is away nobody is told to throw a good token away', async () => {
  const { url } = await openHttp({ issuer: 'http://127.0.0.1:9' });
  const authority = await openIssuer();
  const answer = await post(url, `Bearer ${await authority.sign({ aud: url, exp: inSeconds(60) })}`, 'tools/list');
  expect(answer.status).toBe(503);
  expect(answer.headers.get('retry-after')).toBe('5');
});

test('an issuer that calls itself otherwise is not the one that was meant', async () => {
  const authority = await openIssuer();
  const { url, lines } = await openHttp({ issuer: authority.issuer.replace('127.0.0.1', 'localhost') });
  const token = await authority.sign({ aud: url, exp: inSeconds(60) });
  expect((await post(url, `Bearer ${token}`, 'tools/list')).status).toBe(503);
  expect(lines.join('\n')).toContain('Access tokens cannot be checked');
  expect(lines.join('\n')).not.toContain(token);
});

test('two people of one name are two', async () => {
  const { url, authority } = await openBoth();
  const add = async (sub: string) => {
    const claims = { aud: url, exp: inSeconds(60), sub, preferred_username: 'ada', scope: 'tasks:write' };
    const args = { title: 'Review PR', idempotency_key: 'k1' };
    return (await postCall(url, `Bearer ${await authority.sign(claims)}`, 'add_task', args)).text();
  };
  expect(await add('1')).toContain('"created_by":"ada"');
  expect(await add('2')).toContain('Created task #2');
  expect(await add('1')).toContain('Created task #1');
});
