import type { WebhookEvent } from '../../domain/event.ts';

/** What a receiver of some kind wants to be sent; always JSON. */
export interface Format {
  /** How many may be on their way to one receiver: a chat shows them as they come in. */
  readonly atOnce: number;
  /** Where it is posted to. Throws Invalid for a URL that cannot be an endpoint of this kind. */
  target(url: URL): URL;
  body(event: WebhookEvent, url: URL): unknown;
}
