import type { EndpointChange } from './endpoint-change.ts';
import type { Store } from './store.ts';
import { ALL_PROJECTS } from './task.ts';

/** Everything that a use case may touch: made once per connection or command. */
export interface Call {
  readonly store: Store;
  /** Who does it, as the change log names them. */
  readonly actor: string;
  /** Tells a caller who has signed in from others of the same name; what is kept for a caller is kept by it. */
  readonly principal?: string | undefined;
  readonly now: () => Date;
  readonly titleMax: number;
  /** Where tasks are added and read unless the caller names a project. */
  readonly project: string | undefined;
  /** Gives what ends a call that waits; it then answers with what it has. Most never wait, and need none made. */
  readonly signal?: (() => AbortSignal) | undefined;
  /** To be called when the call begins to wait for others, who must not be held up by it. */
  readonly waiting?: (() => void) | undefined;
  /** Throws Forbidden where the caller has meanwhile lost every right; for calls that wait. */
  readonly checkStanding?: (() => Promise<void>) | undefined;
  /** Told of each endpoint that the call has added, changed or removed, once that is committed. */
  readonly endpointChanged?: ((change: EndpointChange) => void) | undefined;
  /** What a person has agreed to, as `Unconfirmed.shown` said it. */
  readonly confirmed?: string | undefined;
}

/** The project to filter by: undefined means all. */
export function projectFilter(call: Call, asked: string | undefined): string | undefined {
  if (asked === ALL_PROJECTS) return undefined;
  return asked ?? call.project;
}
