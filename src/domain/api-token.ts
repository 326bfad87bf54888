import { z } from 'zod';
import { type Principal, SCOPES } from './principal.ts';
import { newSecret } from './secret.ts';
import { Project } from './task.ts';
import { Line, lengthOf } from './text.ts';

/** By which a credential is told from any other, and masked in every log. */
export const SECRET_PREFIX = 'tmk_';
/** By a number alone a token is known already. */
const NUMBER = /^#?\d+$/;
const OF_TOKEN = /^token:(\d+)$/;

export const TokenName = Line.refine((name) => lengthOf(name) >= 1 && lengthOf(name) <= 100 && !NUMBER.test(name), {
  error: 'must be 1–100 characters, and no number',
});
export const TokenScopes = z.array(z.enum(SCOPES)).min(1);

/** What somebody signs in with, without the secret. Times are UTC ISO. */
export const ApiToken = z.object({
  id: z.int(),
  name: z.string(),
  scopes: TokenScopes,
  project: Project.nullable(),
  created_at: z.string(),
  created_by: z.string(),
  expires_at: z.string().nullable(),
  /** To the hour. */
  last_used_at: z.string().nullable(),
  revoked_at: z.string().nullable(),
});
export type ApiToken = z.infer<typeof ApiToken>;

export type NewApiToken = Pick<ApiToken, 'name' | 'scopes' | 'project' | 'created_at' | 'created_by' | 'expires_at'>;

/** 256 random bits. */
export function newApiSecret(): string {
  return newSecret(SECRET_PREFIX, 32);
}

export function isOver({ expires_at, revoked_at }: ApiToken, now: Date): boolean {
  return revoked_at !== null || (expires_at !== null && Date.parse(expires_at) <= now.getTime());
}

export function principalOf({ id, name, scopes, project, expires_at }: ApiToken): Principal {
  return {
    id: `token:${id}`,
    name,
    scopes,
    project: project ?? undefined,
    expiresAt: expires_at === null ? undefined : new Date(expires_at),
  };
}

/** The token that the principal has signed in with; undefined where it was none of ours. */
export function tokenIdOf({ id }: Pick<Principal, 'id'>): number | undefined {
  const found = OF_TOKEN.exec(id)?.[1];
  return found === undefined ? undefined : Number(found);
}
