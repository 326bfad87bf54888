import { createHash } from 'node:crypto';
import pg from 'pg';

/** A NOTIFY takes a lock of the whole server at its commit: never in a transaction that writes, and not for each of them. */
const LEAST_MS = 50;
const RECONNECT_MS = 5_000;

/**
 * Tells other replicas that something was committed. Carries nothing and may be lost, as it is behind a pooler that gives
 * each transaction another connection: who hears of it looks.
 */
export class Hints {
  readonly #pool: pg.Pool;
  readonly #channel: string;
  readonly #hearers = new Set<() => void>();
  #client: pg.Client | undefined;
  #reconnect: NodeJS.Timeout | undefined;
  #next: NodeJS.Timeout | undefined;
  #last = Number.NEGATIVE_INFINITY;
  #sending: Promise<unknown> | undefined;
  #isClosed = false;

  constructor(pool: pg.Pool, schema: string) {
    this.#pool = pool;
    this.#channel = `task_manager_${createHash('sha256').update(schema).digest('hex').slice(0, 16)}`;
  }

  /** Something was committed here. */
  give(): void {
    for (const hearer of this.#hearers) hearer();
    if (this.#next !== undefined || this.#isClosed) return;
    const wait = Math.max(0, this.#last + LEAST_MS - performance.now());
    this.#next = setTimeout(() => this.#send(), wait).unref();
  }

  /** Calls `hearer` when another replica, or this one, has committed; perhaps for nothing, perhaps not at all. */
  hear(hearer: () => void): () => void {
    this.#hearers.add(hearer);
    if (this.#hearers.size === 1) void this.#listen();
    return () => {
      this.#hearers.delete(hearer);
      if (this.#hearers.size === 0) this.#deafen();
    };
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    clearTimeout(this.#next);
    this.#deafen();
    await this.#sending;
  }

  #send(): void {
    this.#next = undefined;
    this.#last = performance.now();
    // Whoever misses it looks a little later.
    this.#sending = this.#pool.query('SELECT pg_notify($1, $2)', [this.#channel, '']).catch(() => {});
  }

  /** On a connection of its own, since the pool's are others' a moment later. */
  async #listen(): Promise<void> {
    const client = new pg.Client({ ...this.#pool.options, keepAlive: true });
    this.#client = client;
    const lost = () => {
      if (this.#client !== client) return;
      this.#client = undefined;
      this.#reconnect = setTimeout(() => void this.#listen(), RECONNECT_MS).unref();
    };
    client.on('error', lost);
    client.on('end', lost);
    client.on('notification', () => {
      for (const hearer of this.#hearers) hearer();
    });
    try {
      await client.connect();
      await client.query(`LISTEN ${this.#channel}`);
    } catch {
      lost();
      await client.end().catch(() => {});
    }
  }

  #deafen(): void {
    clearTimeout(this.#reconnect);
    const client = this.#client;
    this.#client = undefined;
    client?.end().catch(() => {});
  }
}
