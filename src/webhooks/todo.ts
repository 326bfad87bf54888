import { type Endpoint, isPaused } from '../domain/endpoint.ts';
import { expiryAt } from '../domain/expire-leases.ts';
import type { Tx } from '../domain/store.ts';
import { FORMATS } from './formats/index.ts';
import { type News, readNews } from './news.ts';
import type { Pace } from './pace.ts';

/** What there is to do, as one look at the list finds it. */
export interface Todo {
  readonly now: Date;
  readonly enabled: readonly Endpoint[];
  readonly news: readonly News[];
  /** Ids of endpoints that can be sent something now. */
  readonly due: readonly number[];
  /** In how many ms time alone brings something to do; undefined where it never does. */
  readonly nextMs: number | undefined;
  /** The claim of some task has run out, which is news too once somebody writes it down. */
  readonly isLeaseOver: boolean;
}

interface Looking {
  readonly pace: Pace;
  /** Whether this process sends to the endpoint of that id. */
  isOurs(endpointId: number): boolean;
}

export async function findTodo(tx: Tx, { pace, isOurs }: Looking): Promise<Todo> {
  const enabled = (await tx.endpoints.all()).filter(({ state }) => state === 'enabled');
  const now = await tx.now();
  const { isOver, nextMs } = await expiryAt(tx);
  const times: number[] = nextMs === undefined || isOver ? [] : [now.getTime() + nextMs];
  const due: number[] = [];
  for (const endpoint of enabled.filter(({ id }) => isOurs(id))) {
    const next = await tx.deliveries.nextAt(endpoint.id);
    if (next === undefined) continue;
    const at = Math.max(Date.parse(next), Date.parse(endpoint.paused_until ?? next));
    if (at > now.getTime()) times.push(at);
    else if ((await roomOf(tx, endpoint, now, pace)) > 0) due.push(endpoint.id);
  }
  return {
    ...{ now, enabled, due, isLeaseOver: isOver },
    news: await readNews(tx, enabled),
    nextMs: times.length === 0 ? undefined : Math.min(...times) - now.getTime(),
  };
}

/** How many more may be sent to the endpoint now, counting what other processes are sending. */
export async function roomOf(tx: Tx, endpoint: Endpoint, now: Date, { breakAfter }: Pace): Promise<number> {
  if (isPaused(endpoint, now)) return 0;
  const atOnce = endpoint.failures >= breakAfter ? 1 : FORMATS[endpoint.format].atOnce;
  return atOnce - (await tx.deliveries.inFlight(endpoint.id, now));
}
