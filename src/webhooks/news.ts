import type { Change } from '../domain/change.ts';
import type { NewDelivery } from '../domain/delivery.ts';
import type { Endpoint } from '../domain/endpoint.ts';
import { eventOf } from '../domain/event.ts';
import { eventFits } from '../domain/event-fits.ts';
import { newMessageId } from '../domain/signing-secret.ts';
import type { Tx } from '../domain/store.ts';
import type { Task } from '../domain/task.ts';
import { FORMATS } from './formats/index.ts';

/** As much of the log as one transaction turns into deliveries. */
const BATCH = 100;

/** A piece of the log that endpoints have not been told of. */
export interface News {
  /** The cursor that it follows. */
  readonly from: number;
  readonly changes: readonly Change[];
  readonly live: ReadonlyMap<number, Task>;
  /** Those of its tasks that are gone, as they went. */
  readonly gone: ReadonlyMap<number, Task>;
}

/**
 * What these endpoints have not been told of yet, by their cursors. In a transaction that only reads: one that writes would
 * hold every task that it looks at.
 */
export async function readNews(tx: Tx, endpoints: readonly Endpoint[]): Promise<News[]> {
  const head = await tx.changes.head();
  const cursors = new Set(endpoints.map(({ cursor }) => cursor).filter((cursor) => cursor !== head));
  const all: News[] = [];
  for (const from of cursors) {
    const changes = await tx.changes.since(from, BATCH);
    const ids = [...new Set(changes.map(({ task_id }) => task_id))];
    const live = new Map((await tx.tasks.findMany(ids)).map((task) => [task.id, task]));
    const gone = new Map<number, Task>();
    for (const id of ids.filter((each) => !live.has(each))) {
      const task = await tx.tasks.findDeleted(id);
      if (task !== undefined) gone.set(id, task);
    }
    if (changes.length > 0) all.push({ from, changes, live, gone });
  }
  return all;
}

/** What one endpoint is to be sent of the news. */
export function deliveriesOf({ changes, live, gone }: News, endpoint: Endpoint, now: Date): NewDelivery[] {
  const at = now.toISOString();
  const url = new URL(endpoint.url);
  return changes.flatMap((change): NewDelivery[] => {
    const event = eventOf(change, live.get(change.task_id));
    if (event === undefined || !eventFits(event, endpoint.filter, gone.get(change.task_id))) return [];
    return [
      {
        ...{ message_id: newMessageId(), endpoint_id: endpoint.id, change_id: change.id, type: event.type },
        body: JSON.stringify(FORMATS[endpoint.format].body(event, url)),
        ...{ state: 'pending', attempts: 0, next_at: at, last_status: null, last_outcome: null },
        ...{ created_at: at, done_at: null },
      },
    ];
  });
}
