import { createServer } from 'node:http';
import { exportJWK, generateKeyPair, type JWK, SignJWT } from 'jose';
import Provider from 'oidc-provider';
import { onTestFinished, vi } from 'vitest';
import { z } from 'zod';

const Answer = z.object({ access_token: z.string() });
export const CALLBACK = 'http://127.0.0.1:4199/callback';

/** A real authorization server on loopback, with a client of its own and one that people use. */
export async function openIssuer() {
  // It says at every start that it is not meant for production.
  const silenced = (['warn', 'info'] as const).map((level) => vi.spyOn(console, level).mockImplementation(() => {}));
  onTestFinished(() => silenced.forEach((spy) => void spy.mockRestore()));
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('it listens on a port');
  const issuer = `http://127.0.0.1:${address.port}`;
  const first = await newKey('first');
  const keys = { sign: first, jwks: [first.publicJwk] };
  const provider = new Provider(issuer, {
    jwks: { keys: [first.privateJwk] },
    clients: [
      {
        client_id: 'machine',
        client_secret: 'machine-secret',
        grant_types: ['client_credentials'],
        redirect_uris: [],
        response_types: [],
      },
      {
        client_id: 'people',
        redirect_uris: [CALLBACK],
        grant_types: ['authorization_code'],
        response_types: ['code'],
        token_endpoint_auth_method: 'none',
        application_type: 'native',
      },
    ],
    scopes: ['openid', 'tasks:read', 'tasks:write'],
    features: {
      devInteractions: { enabled: true },
      clientCredentials: { enabled: true },
      resourceIndicators: {
        enabled: true,
        defaultResource: async () => '',
        useGrantedResource: async () => true,
        getResourceServerInfo: async (_context, audience) => ({
          scope: 'tasks:read tasks:write',
          audience,
          accessTokenFormat: 'jwt',
          jwt: { sign: { alg: 'RS256' } },
        }),
      },
    },
  });
  const answer = provider.callback();
  // The real thing, but for keys that a test has changed.
  server.on('request', (request, response) => {
    if (request.url !== '/jwks' || keys.sign === first) void answer(request, response);
    else response.setHeader('content-type', 'application/json').end(JSON.stringify({ keys: keys.jwks }));
  });

  return {
    issuer,
    /** What the machine is given for that resource; without one an opaque token. */
    async token(resource: string | undefined, scope: string): Promise<string> {
      const asked = { grant_type: 'client_credentials', scope, ...(resource !== undefined && { resource }) };
      const headers = { authorization: `Basic ${btoa('machine:machine-secret')}` };
      const given = await fetch(`${issuer}/token`, { method: 'POST', headers, body: new URLSearchParams(asked) });
      return Answer.parse(await given.json()).access_token;
    },
    /** A token made with the issuer's key, as a test wants it. */
    sign(claims: Record<string, unknown>, header: { typ?: string; kid?: string; alg?: string } = {}): Promise<string> {
      const full = { alg: 'RS256', kid: keys.sign.kid, typ: 'at+jwt', ...header };
      return new SignJWT({ iss: issuer, sub: 'ada', scope: 'tasks:read', ...claims })
        .setProtectedHeader(full)
        .sign(keys.sign.privateKey);
    },
    publicJwk: first.publicJwk,
    /** From now on signs with another key, which it publishes beside the first. */
    async rotate(): Promise<void> {
      keys.sign = await newKey('second');
      keys.jwks = [first.publicJwk, keys.sign.publicJwk];
    },
  };
}

async function newKey(kid: string) {
  const { publicKey, privateKey } = await generateKeyPair('RS256', { extractable: true });
  const facts = { kid, alg: 'RS256', use: 'sig' };
  const privateJwk: JWK = { ...(await exportJWK(privateKey)), ...facts };
  const publicJwk: JWK = { ...(await exportJWK(publicKey)), ...facts };
  return { kid, privateKey, privateJwk, publicJwk };
}
