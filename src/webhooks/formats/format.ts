import type { TaskEvent } from '../../domain/event.ts';

/** What a receiver of some kind wants to be sent; always JSON. */
export interface Format {
  readonly name: string;
  /** Where it is posted to. Throws Invalid for a URL that cannot be an endpoint of this kind. */
  target(url: URL): URL;
  body(event: TaskEvent, url: URL): unknown;
}
