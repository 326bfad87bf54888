import type { Claimed, Delivery, DeliveryState, NewDelivery } from './delivery.ts';
import type { Endpoint } from './endpoint.ts';

/** The parts of the storage port that webhooks need: store.ts tells what all of it promises. */
export interface WebhookParts {
  readonly endpoints: Endpoints;
  readonly deliveries: Deliveries;
}

export interface Endpoints {
  insert(endpoint: Omit<Endpoint, 'id'>): Promise<Endpoint>;
  /** A transaction that writes holds what it finds. */
  find(id: number): Promise<Endpoint | undefined>;
  /** By id. */
  all(): Promise<Endpoint[]>;
  /** Until a transaction that writes ends, no other one that counts goes on. */
  count(): Promise<number>;
  /** Held by this transaction from now on; those of these that another one holds are left out. */
  holdFree(ids: readonly number[]): Promise<Endpoint[]>;
  isAnyEnabled(): Promise<boolean>;
  save(id: number, fields: Partial<Omit<Endpoint, 'id'>>): Promise<void>;
  /** Up to `limit` of its deliveries, and itself once there are no more; tells whether there may be. */
  remove(id: number, limit: number): Promise<boolean>;
}

export interface Claim {
  readonly endpointId: number;
  readonly now: Date;
  /** When others may take them up if nobody has said what became of them. */
  readonly until: Date;
  readonly lease: string;
  readonly limit: number;
}

export interface Abandonment {
  readonly endpointId: number;
  readonly why: string;
  readonly at: string;
}

export interface Dead {
  readonly endpointId: number;
  /** Ids above this one. */
  readonly after: number;
  readonly at: string;
}

/** What became of a delivery after an attempt. */
export type Outcome = Pick<Delivery, 'state' | 'attempts' | 'next_at' | 'last_status' | 'last_outcome' | 'done_at'>;

export interface DeliveryFilter {
  readonly endpointId?: number | undefined;
  readonly state?: DeliveryState | undefined;
  /** Ids below this one. */
  readonly before?: number | undefined;
}

export interface Deliveries {
  insert(deliveries: readonly NewDelivery[]): Promise<void>;
  find(id: number): Promise<Delivery | undefined>;
  /** Newest first. */
  page(filter: DeliveryFilter, limit: number): Promise<Delivery[]>;
  /** Takes up to `limit` that are due, those first that have been due for longest. */
  claim(claim: Claim): Promise<Claimed[]>;
  /** How many of an endpoint's are being sent. */
  inFlight(endpointId: number, now: Date): Promise<number>;
  /** When the next one of an endpoint is due. */
  nextAt(endpointId: number): Promise<string | undefined>;
  /** Makes up to `limit` of an endpoint's due now that are due only after `latest`; tells whether there may be more. */
  bringForward(endpointId: number, to: { readonly now: Date; readonly latest: Date }, limit: number): Promise<boolean>;
  /** Ends the lease with what became of the delivery; does nothing where the lease is another's by now. */
  settle(id: number, lease: string, outcome: Partial<Outcome>): Promise<void>;
  /** Gives up no more than `limit` of an endpoint's that are not delivered; tells whether there may be more. */
  abandon(of: Abandonment, limit: number): Promise<boolean>;
  /** Has it sent from the start, under the same id. */
  replay(id: number, at: string): Promise<void>;
  /** The same with up to `limit` of an endpoint's that were given up, by id; gives their ids. */
  replayDead(of: Dead, limit: number): Promise<number[]>;
  /** Forgets those that ended before then, no more than `limit` of each; tells whether there may be more. */
  purge(ended: { readonly delivered: string; readonly dead: string }, limit: number): Promise<boolean>;
  /** What is not delivered yet, and since when. */
  backlog(): Promise<{ readonly pending: number; readonly oldest: string | undefined }>;
}
