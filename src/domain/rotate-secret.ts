import type { Call } from './call.ts';
import { isPast, type ShownEndpoint } from './endpoint.ts';
import { changedEndpoint } from './endpoint-change.ts';
import { Invalid } from './errors.ts';
import { findEndpoint } from './find-endpoint.ts';
import { newSigningSecret, SigningSecret } from './signing-secret.ts';

/** For so long the secrets from before sign too, beside the new one. */
const OVERLAP_MS = 24 * 3_600_000;
/** Each of them makes every message longer. */
const MAX_SECRETS = 5;

interface Rotation {
  /** One that the receiver knows already; default: a new one. */
  readonly secret?: string | undefined;
  /** 0 for one that has leaked; default: 24 hours. */
  readonly overlapMs?: number | undefined;
}

/** Gives an endpoint a new secret, which nobody is shown again. Throws Invalid and NotFound. */
export async function rotateSecret(
  call: Call,
  id: number,
  { secret: given, overlapMs = OVERLAP_MS }: Rotation = {},
): Promise<{ endpoint: ShownEndpoint; secret: string }> {
  const secret = given ?? newSigningSecret();
  const parsed = SigningSecret.safeParse(secret);
  if (!parsed.success) throw new Invalid(`secret ${parsed.error.issues[0]?.message}`);
  const endpoint = await call.store.write(async (tx) => {
    const before = await findEndpoint(tx, id);
    // Senders decide by this clock which secrets are past.
    const now = await tx.now();
    if (before.secrets.some((each) => each.secret === secret && !isPast(each, now)))
      throw new Invalid('secret is one that the webhook has already', 'Leave it out to get a new one.');
    const until = new Date(now.getTime() + overlapMs).toISOString();
    const older = before.secrets
      .filter((each) => !isPast(each, now))
      .map((each) => ({ ...each, expires_at: each.expires_at === null || overlapMs === 0 ? until : each.expires_at }));
    const added = { secret, created_at: now.toISOString(), expires_at: null };
    const secrets = [added, ...older].filter((each) => !isPast(each, now)).slice(0, MAX_SECRETS);
    await tx.endpoints.save(id, { secrets });
    return { ...before, secrets };
  });
  return { endpoint: changedEndpoint(call, 'secret rotated', endpoint), secret };
}
