import { principalOf } from '../domain/api-token.ts';
import type { Call } from '../domain/call.ts';
import { StorageFailed } from '../domain/errors.ts';
import { findToken, isApiSecret, noteUse } from '../domain/find-token.ts';
import { isLocal, LOCAL } from '../domain/local.ts';
import type { Principal, Scope } from '../domain/principal.ts';
import { holds } from '../domain/rights.ts';
import { scopeFinder } from '../mcp/scope-for.ts';
import type { Exposure } from '../mcp/tool-sets.ts';
import type { Log } from '../telemetry/log.ts';
import { Refused, readAccessToken } from './access-token.ts';
import { challengesOf } from './challenge.ts';
import { issuerKeys } from './issuer-keys.ts';
import { PrincipalWatch } from './principal-watch.ts';
import { metadataPaths, metadataResponse, metadataUrl } from './resource-metadata.ts';

export interface AuthOptions extends Pick<Call, 'now' | 'store'> {
  /** Whoever comes without a credential is refused; else they may do everything. */
  readonly required: boolean;
  /** The URI of the endpoint as the world knows it, without a slash at its end: `https://tasks.example.com/mcp`. */
  readonly resource: string;
  /** Who issues access tokens, if anybody does. */
  readonly issuer: string | undefined;
  /** What access tokens for us must name, if not the resource. */
  readonly audience: string | undefined;
  readonly exposure: Exposure;
  readonly log: Log;
}

export interface Auth {
  /** Who sends the request, or the answer to whoever may not. */
  authenticate(request: Request): Promise<Principal | Response>;
  /** The answer where a message, or several, needs a scope that the principal lacks. */
  authorize(principal: Principal, message: unknown): Response | undefined;
  /** The answer where the principal lacks that scope. */
  demand(principal: Principal, scope: Scope): Response | undefined;
  /** The same, and the answer to whoever has not signed in, also where nobody need. */
  demandSignedIn(principal: Principal, scope: Scope): Response | undefined;
  /** Calls `onEnd` once when the principal's token has expired or was revoked. Gives a function that ends the watch. */
  watchPrincipal(principal: Principal, onEnd: (isRevoked: boolean) => void): () => void;
  /** Where clients look for `metadata`. */
  readonly metadataPaths: readonly string[];
  metadata(): Response;
}

const BEARER = /^Bearer +([\w.~+/-]+=*) *$/i;

/** Signs callers in by the Authorization header, which is the only place where a credential counts. */
export function newAuth(options: AuthOptions): Auth {
  const { required, resource, issuer, audience = resource, exposure, log, now, store } = options;
  const { missing, malformed, refused, insufficient, unavailable } = challengesOf(
    issuer === undefined ? undefined : metadataUrl(resource),
  );
  const expected = issuer === undefined ? undefined : { issuer, audience, now, keys: issuerKeys(issuer, now) };
  const scopeFor = scopeFinder(exposure);
  const watch = new PrincipalWatch({ store, now });

  const refuse = (why: string) => {
    log.write('info', 'Sign-in refused', { why });
    return refused();
  };

  async function byApiToken(secret: string): Promise<Principal | Response> {
    const token = await findToken({ store, now }, secret).catch((error: unknown) => {
      if (error instanceof StorageFailed) return error;
      throw error;
    });
    if (token instanceof StorageFailed) return unavailable();
    if (token === undefined) return refuse('no such API token, or it is over');
    noteUse({ store, now }, token).catch((error: unknown) =>
      log.write('warn', 'The use of a token could not be noted', { id: token.id, err: error }),
    );
    return principalOf(token);
  }

  async function byAccessToken(token: string): Promise<Principal | Response> {
    if (expected === undefined) return refuse('no issuer of access tokens is known');
    try {
      return await readAccessToken(token, expected);
    } catch (error) {
      if (error instanceof Refused) return refuse(error.message);
      log.write('warn', 'Access tokens cannot be checked', { issuer, err: error });
      return unavailable();
    }
  }

  const demand = ({ scopes }: Principal, needed: Scope) => (holds(scopes, needed) ? undefined : insufficient(needed));

  return {
    async authenticate({ headers }) {
      const header = headers.get('authorization');
      if (header === null) return required ? missing() : LOCAL;
      if (!/^Bearer\b/i.test(header)) return missing();
      const credential = BEARER.exec(header)?.[1];
      if (credential === undefined) return malformed();
      return isApiSecret(credential) ? byApiToken(credential) : byAccessToken(credential);
    },
    authorize: (principal, message) => demand(principal, highest([message].flat().map(scopeFor))),
    demand,
    demandSignedIn: (principal, scope) => (isLocal(principal) ? missing(scope) : demand(principal, scope)),
    watchPrincipal: (principal, onEnd) => watch.watch(principal, onEnd),
    metadataPaths: metadataPaths(resource),
    metadata: () => metadataResponse(resource, issuer),
  };
}

function highest(scopes: readonly Scope[]): Scope {
  return scopes.reduce((most, scope) => (holds([scope], most) ? scope : most), 'tasks:read');
}
