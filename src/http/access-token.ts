import { errors, type JWTPayload, type JWTVerifyGetKey, jwtVerify } from 'jose';
import { z } from 'zod';
import { type Principal, SCOPES, type Scope } from '../domain/principal.ts';
import { inPlainLine } from './plain-line.ts';

/** Signatures that only the issuer can make: with `none` or a shared secret anybody who knows the public key could. */
const ALGORITHMS = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
  'Ed25519',
];
const SKEW_SECONDS = 60;
/** RFC 9068 names the first; many issuers write the second or nothing. Any other is meant for something else. */
const TYPES = ['at+jwt', 'jwt'];
/** The key was good and the token was not, or no key is its own. */
const REFUSALS = [
  errors.JWTClaimValidationFailed,
  errors.JWTExpired,
  errors.JWTInvalid,
  errors.JWSInvalid,
  errors.JWSSignatureVerificationFailed,
  errors.JOSEAlgNotAllowed,
  errors.JOSENotSupported,
  errors.JWKSNoMatchingKey,
  errors.JWKSMultipleMatchingKeys,
];

const Claims = z.object({
  exp: z.number(),
  sub: z.string().min(1).max(1_000).optional(),
  client_id: z.string().min(1).max(1_000).optional(),
  azp: z.string().min(1).max(1_000).optional(),
  preferred_username: z.string().optional(),
  scope: z.string().optional(),
  scp: z.union([z.string(), z.array(z.string())]).optional(),
});

/** An access token that does not count, and why: for the log, never for the caller. */
export class Refused extends Error {}

interface Expected {
  readonly issuer: string;
  /** Who we are, in the issuer's words. */
  readonly audience: string;
  readonly keys: JWTVerifyGetKey;
  readonly now: () => Date;
}

/** Whoever an access token speaks of. Throws Refused; anything else means that it cannot be checked now. */
export async function readAccessToken(token: string, { issuer, audience, keys, now }: Expected): Promise<Principal> {
  const { payload, protectedHeader } = await jwtVerify(token, keys, {
    ...{ issuer, audience, algorithms: ALGORITHMS },
    ...{ clockTolerance: SKEW_SECONDS, currentDate: now() },
  }).catch(refuse);
  const type = (protectedHeader.typ ?? 'jwt').toLowerCase().replace(/^application\//, '');
  if (!TYPES.includes(type)) throw new Refused(`its type is ${type}`);
  // Bound to a key that whoever sends it as a bearer has not shown: RFC 9449, section 7.1.
  if ('cnf' in payload) throw new Refused('it is bound to a key');
  return principalOf(payload, issuer);
}

function refuse(error: unknown): never {
  if (!(error instanceof errors.JOSEError) || !REFUSALS.some((refusal) => error instanceof refusal)) throw error;
  throw new Refused(error.code);
}

function principalOf(payload: JWTPayload, issuer: string): Principal {
  const claims = Claims.safeParse(payload);
  if (!claims.success) throw new Refused('a claim has another form than it should');
  const { exp, sub, client_id, azp, preferred_username, scope, scp = [] } = claims.data;
  const client = client_id ?? azp;
  const subject = sub ?? client;
  if (subject === undefined) throw new Refused('it names neither a subject nor a client');
  return {
    // The issuer's own word for who it is; names may change hands.
    id: `oauth:${JSON.stringify([issuer, subject])}`,
    name: inPlainLine(preferred_username) ?? inPlainLine(subject) ?? 'unknown',
    scopes: toScopes([scope ?? '', ...[scp].flat()].join(' ')),
    project: undefined,
    expiresAt: new Date(exp * 1_000),
  };
}

function toScopes(text: string): Scope[] {
  const granted = text.split(' ');
  return SCOPES.filter((scope) => granted.includes(scope));
}
