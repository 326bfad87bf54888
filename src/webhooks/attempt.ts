import { type Endpoint, secretsAt } from '../domain/endpoint.ts';
import type { Message } from '../domain/outlet.ts';
import type { Answer } from './answer.ts';
import { FORMATS } from './formats/index.ts';
import { post, type Sending } from './post.ts';
import { signatureHeaders } from './sign.ts';
import { secretPartsOf } from './url-secrets.ts';

/** Sends the message once, signed with every secret that counts now. Throws only when it was told to stop. */
export function attempt(
  { id, body }: Message,
  endpoint: Pick<Endpoint, 'url' | 'format' | 'secrets'>,
  { now, ...sending }: Sending & { now(): Date },
): Promise<Answer> {
  const at = now();
  const signatures = signatureHeaders({ id, at, body, secrets: secretsAt(endpoint, at) });
  const headers = { 'content-type': 'application/json', ...signatures };
  const url = new URL(endpoint.url);
  const target = FORMATS[endpoint.format].target(url).href;
  return post({ url: target, headers, body, secrets: secretPartsOf(url) }, sending);
}
