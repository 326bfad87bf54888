import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

/** From what a read takes to the longest wait that a caller may ask for. */
const CALL_SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 15, 60];
/** From a hint of the operating system to the limit that listeners are promised, and beyond. */
const LAG_SECONDS = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 5, 15, 60];
/** Up to where the storage gives up. */
const WAIT_SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 15];

/** What is read when somebody looks, rather than counted. */
interface Levels {
  readonly running: () => number;
  readonly streams: () => number;
  readonly sessions: () => number;
  readonly walBytes: () => Promise<number>;
  /** Webhooks that wait to be delivered, and for how long the oldest has. */
  readonly backlog: () => Promise<{ readonly pending: number; readonly oldestMs: number }>;
}

/** What the service counts about itself, in Prometheus' words. Labels are tools, outcomes and statuses: few, and ours. */
export class Metrics {
  readonly #registry = new Registry();
  readonly #calls = new Counter({
    name: 'task_manager_tool_calls_total',
    help: 'Tool calls by tool and outcome: ok, or the kind of error',
    labelNames: ['tool', 'outcome'] as const,
    registers: [this.#registry],
  });
  readonly #durations = new Histogram({
    name: 'task_manager_tool_call_duration_seconds',
    help: 'Time from the beginning of a tool call to its answer; get_changes may have waited on purpose',
    labelNames: ['tool'] as const,
    buckets: CALL_SECONDS,
    registers: [this.#registry],
  });
  readonly #requests = new Counter({
    name: 'task_manager_http_requests_total',
    help: 'HTTP requests by the status of their answer',
    labelNames: ['status'] as const,
    registers: [this.#registry],
  });
  readonly #lag = new Histogram({
    name: 'task_manager_change_feed_lag_seconds',
    help: 'Time from a change, by any process, until all listeners of this one were told; nothing while nobody listens',
    buckets: LAG_SECONDS,
    registers: [this.#registry],
  });
  readonly #retries = new Counter({
    name: 'task_manager_database_busy_retries_total',
    help: 'Tries that found the database locked by another process',
    registers: [this.#registry],
  });
  readonly #waits = new Histogram({
    name: 'task_manager_database_busy_wait_seconds',
    help: 'How long transactions that found the database locked waited for it',
    buckets: WAIT_SECONDS,
    registers: [this.#registry],
  });
  readonly #deliveries = new Counter({
    name: 'task_manager_webhook_attempts_total',
    help: 'Attempts to deliver a webhook by this process, by outcome: delivered, retry, dead, or gone',
    labelNames: ['outcome'] as const,
    registers: [this.#registry],
  });

  constructor(version: string) {
    collectDefaultMetrics({ register: this.#registry });
    const name = 'task_manager_build_info';
    const help = 'Always 1; the version is its label';
    new Gauge({ name, help, labelNames: ['version'], registers: [this.#registry] }).set({ version }, 1);
  }

  readonly contentType = this.#registry.contentType;

  called(tool: string, { outcome, ms }: { outcome: string; ms: number }): void {
    this.#calls.inc({ tool, outcome });
    this.#durations.observe({ tool }, ms / 1_000);
  }

  answered(status: number): void {
    this.#requests.inc({ status: String(status) });
  }

  lagged(ms: number): void {
    this.#lag.observe(Math.max(0, ms) / 1_000);
  }

  waited(retries: number, ms: number): void {
    this.#retries.inc(retries);
    this.#waits.observe(ms / 1_000);
  }

  attempted(outcome: string): void {
    this.#deliveries.inc({ outcome });
  }

  /** Shows these from now on. */
  show({ running, streams, sessions, walBytes, backlog }: Levels): void {
    this.#level('task_manager_running_calls', 'Calls that run now', running);
    this.#level('task_manager_open_streams', 'Streams on which somebody listens now', streams);
    this.#level('task_manager_open_sessions', 'Sessions of clients before 2026 on this process', sessions);
    this.#level('task_manager_database_wal_bytes', "Size of the database's write-ahead log", walBytes);
    this.#level(
      'task_manager_webhook_pending_deliveries',
      'Webhooks that are to be delivered, by any process',
      async () => (await backlog()).pending,
    );
    this.#level(
      'task_manager_webhook_oldest_pending_seconds',
      'Since when the oldest of them waits',
      async () => (await backlog()).oldestMs / 1_000,
    );
  }

  /** All of it, as it is scraped. */
  text(): Promise<string> {
    return this.#registry.metrics();
  }

  #level(name: string, help: string, read: () => number | Promise<number>): void {
    const gauge: Gauge = new Gauge({
      ...{ name, help, registers: [this.#registry] },
      collect: async () => gauge.set(await read()),
    });
  }
}
