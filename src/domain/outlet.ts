import type { Endpoint, EndpointFormat } from './endpoint.ts';
import type { WebhookEvent } from './event.ts';

/** What is sent, as it was when it was made: every attempt is of the same bytes. */
export interface Message {
  /** Constant over attempts. */
  readonly id: string;
  readonly body: string;
}

/** How one attempt ended. */
export interface Sent {
  readonly isDelivered: boolean;
  readonly status: number | null;
  /** For people; names no secret. */
  readonly outcome: string;
}

/** The way out to receivers: given to those use cases that need it, since the domain itself reaches nobody. */
export interface Outlet {
  /**
   * The URL in the notation in which it is used. Throws Invalid for one that cannot be an endpoint of that format, or that
   * nothing may be sent to.
   */
  check(url: string, format: EndpointFormat): Promise<string>;
  bodyOf(event: WebhookEvent, endpoint: Pick<Endpoint, 'url' | 'format'>): string;
  /** Sends it once, now. */
  send(message: Message, endpoint: Pick<Endpoint, 'url' | 'format' | 'secrets'>): Promise<Sent>;
}
