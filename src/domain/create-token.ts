import { type ApiToken, newApiSecret, TokenName, TokenScopes } from './api-token.ts';
import type { Call } from './call.ts';
import { Conflict, Invalid } from './errors.ts';
import { SCOPES } from './principal.ts';
import { Project } from './task.ts';

interface Wish {
  readonly name: string;
  readonly scopes: readonly string[];
  readonly project?: string | undefined;
  /** How long it lasts; undefined means for ever. */
  readonly lifetimeMs: number | undefined;
}

/** A new token and its secret, which nobody can ever read again. Throws Invalid, and Conflict for a name that is in use. */
export async function createToken(call: Call, wish: Wish): Promise<{ token: ApiToken; secret: string }> {
  const name = TokenName.safeParse(wish.name);
  if (!name.success) throw new Invalid(`name ${name.error.issues[0]?.message}`);
  const scopes = TokenScopes.safeParse(wish.scopes);
  if (!scopes.success)
    throw new Invalid(
      `scope must be one or more of ${SCOPES.join(', ')}, not ${JSON.stringify(wish.scopes.join(','))}`,
    );
  const project = Project.optional().safeParse(wish.project);
  if (!project.success) throw new Invalid(`project ${project.error.issues[0]?.message}`);
  if (project.data !== undefined && scopes.data.includes('tasks:admin'))
    throw new Invalid('tasks:admin is a right to the whole list', 'Leave out the project or that scope.');
  const now = call.now();
  const { lifetimeMs } = wish;
  const expires_at = lifetimeMs === undefined ? null : new Date(now.getTime() + lifetimeMs).toISOString();
  const secret = newApiSecret();
  const token = await call.store.write(async (tx) => {
    const same = (await tx.tokens.all()).find((each) => each.name === name.data);
    if (same !== undefined)
      throw new Conflict(
        `there is a token ${JSON.stringify(name.data)} already, #${same.id}`,
        'Revoke it first, or choose another name.',
      );
    const made = { created_at: now.toISOString(), created_by: call.actor };
    const facts = { name: name.data, scopes: [...new Set(scopes.data)], project: project.data ?? null };
    return tx.tokens.insert({ ...facts, ...made, expires_at }, secret);
  });
  return { token, secret };
}
