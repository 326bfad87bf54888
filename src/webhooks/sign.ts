import { Webhook } from 'standardwebhooks';

interface Signing {
  /** The same for every attempt. */
  readonly id: string;
  /** When this attempt is made: receivers refuse what is older than five minutes. */
  readonly at: Date;
  readonly body: string;
  /** During a rotation the new one and the old one: either kind of receiver finds the signature that it can check. */
  readonly secrets: readonly string[];
}

/** The headers of Standard Webhooks for exactly this body. */
export function signatureHeaders({ id, at, body, secrets }: Signing): Readonly<Record<string, string>> {
  return {
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(at.getTime() / 1_000)),
    'webhook-signature': secrets.map((secret) => new Webhook(secret).sign(id, at, body)).join(' '),
  };
}
