import type { Call } from '../domain/call.ts';
import type { Operation } from '../domain/operation.ts';
import type { Principal } from '../domain/principal.ts';
import type { Store } from '../domain/store.ts';
import type { Exposure } from './tool-sets.ts';

/** How one tool call went. */
interface CallRecord {
  readonly tool: string;
  readonly actor: string;
  /** Who has signed in, if anybody has. */
  readonly principal?: string | undefined;
  /** The name of the HTTP request that brought it. */
  readonly request_id?: string | undefined;
  readonly duration_ms: number;
}

/** What the protocol side is told of while it works; never titles, descriptions or secrets. */
export interface Observer {
  called(record: Omit<CallRecord, 'duration_ms'>, args: unknown): void;
  succeeded(record: CallRecord): void;
  failed(record: CallRecord, code: string): void;
  /** Listeners have heard of changes, the oldest of which was made at that time. */
  told(at: string): void;
  /** A bug of ours, under the id that the caller was shown. */
  broke(id: string, error: unknown): void;
}

/** Does the work as part of whatever trace the request belongs to. */
export type Trace = <T>(operation: Operation, work: () => Promise<T>) => Promise<T>;

/** What every server instance works with; made once per process. */
export interface Services {
  readonly version: string;
  readonly titleMax: number;
  readonly exposure: Exposure;
  readonly store: Store;
  readonly observer: Observer;
  /** Undefined where nobody traces. */
  readonly trace: Trace | undefined;
  /** Signs what clients carry for us; the same in all replicas that serve one client. */
  readonly key: Uint8Array;
  /** The call of a client, which may not have told its name; with the rights of whoever has signed in, if anybody. */
  callFor(client: string | undefined, principal?: Principal): Call;
}
