import type { Scope } from '../domain/principal.ts';
import { withIncluded } from '../domain/rights.ts';

/** One text whatever was wrong: it tells nobody which tokens there are. */
const REFUSED = 'Send an API token of this server, or an access token issued for it, as Authorization: Bearer.';
const RETRY_SECONDS = '5';

interface Challenge {
  readonly status: 400 | 401 | 403;
  /** Left out where no credential came: RFC 6750, section 3.1. */
  readonly error?: 'invalid_request' | 'invalid_token' | 'insufficient_scope';
  readonly description: string;
  readonly needed: Scope;
}

/** Makes the answers to whoever may not come in; `metadataUrl` is where clients read on, if an issuer is known. */
export function challengesOf(metadataUrl: string | undefined) {
  const answer = ({ status, error, description, needed }: Challenge): Response => {
    const parts = [
      ...(error === undefined ? [] : [`error="${error}"`, `error_description="${description}"`]),
      `scope="${withIncluded(needed).join(' ')}"`,
      ...(metadataUrl === undefined ? [] : [`resource_metadata="${metadataUrl}"`]),
    ];
    const body = { error: error ?? 'invalid_token', error_description: description };
    return Response.json(body, { status, headers: { 'www-authenticate': `Bearer ${parts.join(', ')}`, ...NOT_KEPT } });
  };
  return {
    missing: (needed: Scope = 'tasks:read') => answer({ status: 401, description: REFUSED, needed }),
    malformed: () => answer({ status: 400, error: 'invalid_request', description: REFUSED, needed: 'tasks:read' }),
    refused: () => answer({ status: 401, error: 'invalid_token', description: REFUSED, needed: 'tasks:read' }),
    /** Names all scopes of the operation: what a client asks for next takes the place of what it had. */
    insufficient: (needed: Scope) =>
      answer({ status: 403, error: 'insufficient_scope', description: `This needs the scope ${needed}.`, needed }),
    /** The token may be good; a 401 would make its holder throw it away. */
    unavailable: () =>
      Response.json(
        { error: 'temporarily_unavailable', error_description: 'Tokens cannot be checked now. Try again.' },
        { status: 503, headers: { 'retry-after': RETRY_SECONDS, ...NOT_KEPT } },
      ),
  };
}

const NOT_KEPT = { 'cache-control': 'no-store' };
