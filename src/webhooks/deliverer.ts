import type { Claimed } from '../domain/delivery.ts';
import type { Endpoint } from '../domain/endpoint.ts';
import { freeExpired } from '../domain/expire-leases.ts';
import type { Store, Tx } from '../domain/store.ts';
import { attempt } from './attempt.ts';
import { deliveriesOf } from './news.ts';
import type { Pace } from './pace.ts';
import { type Attempt, type Recorded, record } from './record.ts';
import type { Routing } from './route.ts';
import { findTodo, roomOf, type Todo } from './todo.ts';

/** Another process is at it, and may leave something to do. */
const AGAIN_MS = 50;
/** For so long a process leaves an endpoint to others that it has just found it may not send to. */
const LEFT_MS = 5 * 60_000;

/** What deliveries are told of while they are made. */
export interface DeliveryObserver {
  /** An attempt has ended, as its verdict says. */
  attempted(verdict: Recorded['verdicts'][number]): void;
  disabled(endpoint: { readonly id: number; readonly reason: string | null }): void;
}

interface Delivering extends Routing {
  readonly store: Store;
  readonly now: () => Date;
  readonly pace: Pace;
  readonly observer: DeliveryObserver;
  /** To be called when there is something to write down. */
  readonly wake: () => void;
}

/**
 * Turns the log into deliveries and sends them. What is to be sent is taken up in a transaction, so by one process alone,
 * and sent outside of any; the next transaction writes down how that went. Whoever dies meanwhile leaves it to the others.
 */
export class Deliverer {
  readonly #with: Delivering;
  readonly #ending = new AbortController();
  readonly #sending = new Set<Promise<void>>();
  /** Endpoints that the settings of this process refuse, by until when it leaves them to others. */
  readonly #left = new Map<number, number>();
  #ended: Attempt[] = [];

  constructor(delivering: Delivering) {
    this.#with = delivering;
  }

  /** Something is being sent, or has been without being written down yet. */
  get isBusy(): boolean {
    return this.#sending.size > 0 || this.#ended.length > 0;
  }

  /**
   * Does what there is to do now. Gives in how many ms to come again, if nothing happens before, or undefined where nobody
   * wants to be told of anything.
   */
  async turn(): Promise<number | undefined> {
    const { store, pace, now } = this.#with;
    const todo = await store.read((tx) => findTodo(tx, { pace, isOurs: (id) => this.#isOurs(id) }));
    if (todo.enabled.length === 0 && !this.isBusy) return undefined;
    // Afterwards they are in the log, where the next turn finds them.
    if (todo.isLeaseOver && (await freeExpired({ store, now }))) return 0;
    if (todo.news.length === 0 && todo.due.length === 0 && this.#ended.length === 0)
      return todo.nextMs ?? Number.POSITIVE_INFINITY;
    return (await this.#act(todo)) ? 0 : AGAIN_MS;
  }

  /** Stops what is being sent and gives it back, so that others need not wait until it can be taken from us. */
  async close(): Promise<void> {
    this.#ending.abort();
    await Promise.all(this.#sending);
    const { store, pace } = this.#with;
    if (this.#ended.length > 0) await store.write((tx) => record(tx, this.#ended, pace));
  }

  /** Tells whether anything has come of it. */
  async #act(todo: Todo): Promise<boolean> {
    const { store, observer, pace } = this.#with;
    const ended = this.#ended;
    this.#ended = [];
    // Made before the transaction, since nobody can write while it runs.
    const fresh = todo.enabled.map((endpoint) => freshFor(endpoint, todo)).filter((each) => each !== undefined);
    const ids = new Set([...todo.due, ...fresh.map(({ endpoint }) => endpoint.id)]);
    try {
      const { recorded, claimed, isNews } = await store.write(async (tx) => {
        const recorded = await record(tx, ended, pace);
        const free = (await tx.endpoints.holdFree([...ids])).filter(({ state }) => state === 'enabled');
        let isNews = false;
        const claimed: Taken[] = [];
        const now = await tx.now();
        for (const endpoint of free) {
          const own = fresh.find((each) => each.endpoint.id === endpoint.id);
          // Another process that has been faster has moved the cursor.
          if (own !== undefined && own.endpoint.cursor === endpoint.cursor) {
            await tx.deliveries.insert(own.deliveries);
            await tx.endpoints.save(endpoint.id, { cursor: own.cursor });
            isNews = true;
          }
          if (this.#isOurs(endpoint.id)) claimed.push(...(await take(tx, endpoint, { now, pace })));
        }
        return { recorded, claimed, isNews };
      });
      for (const verdict of recorded.verdicts) observer.attempted(verdict);
      for (const endpoint of recorded.disabled) observer.disabled(endpoint);
      for (const each of claimed) this.#send(each);
      return claimed.length > 0 || isNews || ended.length > 0;
    } catch (error) {
      this.#ended.push(...ended);
      throw error;
    }
  }

  #send({ delivery, endpoint }: Taken): void {
    const { rules, resolve, now, wake } = this.#with;
    const start = performance.now();
    const { signal } = this.#ending;
    const message = { id: delivery.message_id, body: delivery.body };
    const sent = attempt(message, endpoint, { rules, resolve, now, signal })
      // It throws only when it was told to stop.
      .catch(() => undefined)
      .then((answer) => {
        if (answer?.kind === 'failed' && answer.reason === 'refused')
          this.#left.set(endpoint.id, performance.now() + LEFT_MS);
        this.#ended.push({ delivery, answer, ms: performance.now() - start });
        this.#sending.delete(sent);
        wake();
      });
    this.#sending.add(sent);
  }

  /** Servers of one list can have been started with other settings: what this one may not reach, another may. */
  #isOurs(endpointId: number): boolean {
    return performance.now() >= (this.#left.get(endpointId) ?? 0);
  }
}

interface Taken {
  readonly delivery: Claimed;
  readonly endpoint: Endpoint;
}

function freshFor(endpoint: Endpoint, { news, now }: Todo) {
  const own = news.find(({ from }) => from === endpoint.cursor);
  const last = own?.changes.at(-1);
  if (own === undefined || last === undefined) return undefined;
  return { endpoint, deliveries: deliveriesOf(own, endpoint, now), cursor: last.id };
}

/** What is due and has room, for this process alone. */
async function take(tx: Tx, endpoint: Endpoint, { now, pace }: { now: Date; pace: Pace }): Promise<Taken[]> {
  const limit = await roomOf(tx, endpoint, now, pace);
  if (limit <= 0) return [];
  const until = new Date(now.getTime() + pace.leaseMs);
  const lease = crypto.randomUUID();
  const claimed = await tx.deliveries.claim({ endpointId: endpoint.id, now, until, lease, limit });
  return claimed.map((delivery) => ({ delivery, endpoint }));
}
