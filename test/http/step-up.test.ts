import {
  Client,
  type OAuthClientProvider,
  type StoredOAuthTokens,
  StreamableHTTPClientTransport,
  UnauthorizedError,
} from '@modelcontextprotocol/client';
import { expect, onTestFinished, test } from 'vitest';
import { openHttp } from '../support/http.ts';
import { CALLBACK, openIssuer } from '../support/issuer.ts';
import { Person } from '../support/person.ts';
import { ERAS, textOf } from '../support/session.ts';

/** A client that the issuer knows, as a host keeps it; `asked` are the addresses it has sent its person to. */
class Keeper implements OAuthClientProvider {
  readonly redirectUrl = CALLBACK;
  readonly clientMetadata = { redirect_uris: [CALLBACK], client_name: 'host' };
  readonly asked: URL[] = [];
  #tokens: StoredOAuthTokens | undefined;
  #verifier = '';

  clientInformation() {
    return { client_id: 'people' };
  }

  tokens() {
    return this.#tokens;
  }

  saveTokens(tokens: StoredOAuthTokens) {
    this.#tokens = tokens;
  }

  redirectToAuthorization(url: URL) {
    this.asked.push(url);
  }

  saveCodeVerifier(verifier: string) {
    this.#verifier = verifier;
  }

  codeVerifier() {
    return this.#verifier;
  }
}

test.each(ERAS)(
  'a host of the %s era signs its person in, and asks again for more when a write needs it',
  async (era) => {
    const { issuer } = await openIssuer();
    const { url } = await openHttp({ issuer });
    const keeper = new Keeper();
    const person = new Person('ada');
    const transport = () => new StreamableHTTPClientTransport(new URL(url), { authProvider: keeper });
    const newClient = () => {
      const mode = era === 'modern' ? ({ pin: '2026-07-28' } as const) : ('legacy' as const);
      const client = new Client({ name: 'host', version: '1.0.0' }, { versionNegotiation: { mode } });
      onTestFinished(() => client.close());
      return client;
    };
    const agree = async (to: StreamableHTTPClientTransport) => {
      const asked = keeper.asked.at(-1);
      if (asked === undefined) throw new Error('nobody was asked');
      await to.finishAuth((await person.authorize(asked, CALLBACK)).searchParams);
    };

    const first = transport();
    await expect(newClient().connect(first)).rejects.toThrow(UnauthorizedError);
    expect(keeper.asked.at(-1)?.searchParams.get('scope')).toBe('tasks:read');
    expect(keeper.asked.at(-1)?.searchParams.get('resource')).toBe(url);
    await agree(first);

    const client = newClient();
    const second = transport();
    await client.connect(second);
    expect(textOf(await client.callTool({ name: 'list_tasks' }))).toBe('No tasks found.');
    expect((await client.listTools()).tools.map(({ name }) => name)).not.toContain('add_task');

    const add = { name: 'add_task', arguments: { title: 'Review PR' } };
    await expect(client.callTool(add)).rejects.toThrow(UnauthorizedError);
    expect(keeper.asked.at(-1)?.searchParams.get('scope')).toBe('tasks:read tasks:write');
    await agree(second);
    const added = await client.callTool(add);
    expect(added.structuredContent).toMatchObject({ task: { id: 1, created_by: 'ada' } });
    expect((await client.listTools({}, { cacheMode: 'refresh' })).tools.map(({ name }) => name)).toContain('add_task');
  },
);
