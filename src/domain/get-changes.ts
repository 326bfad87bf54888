import { type Call, projectFilter } from './call.ts';
import { abridged, type Change } from './change.ts';
import { Invalid } from './errors.ts';
import { expiryAt, freeExpired } from './expire-leases.ts';
import { type EmptyProject, emptyProject } from './projects.ts';
import type { Tx } from './store.ts';
import { waitUntil } from './wait.ts';

/** A transaction that takes longer than that holds up what is told, not the answer. */
const SETTLE_MS = 500;
const FIRST_LOOK_MS = 5;

interface ChangesQuery {
  /** The last change that the caller has seen. */
  readonly since?: number | undefined;
  readonly wait_seconds?: number | undefined;
  readonly project?: string | undefined;
  readonly limit: number;
  /** What a caller should do whose cursor cannot be continued. */
  readonly next: string;
}

interface News {
  /** Oldest first, long texts cut. */
  readonly changes: Change[];
  readonly next_cursor: number;
  readonly more: boolean;
  /** What an empty answer to a first question was limited to. */
  readonly empty?: EmptyProject | undefined;
}

/**
 * The changes after `since`, without it the newest ones. With `wait_seconds` it waits for the first of them, without
 * `since` for the first from now on. Throws Invalid for a cursor that cannot be continued.
 */
export async function getChanges(call: Call, query: ChangesQuery): Promise<News> {
  const { since, wait_seconds: seconds = 0, limit, next } = query;
  const project = projectFilter(call, query.project);
  if (since === undefined && seconds === 0) {
    await freeExpired(call);
    await settle(call);
    return call.store.read(async (tx) => {
      const changes = (await tx.changes.newest(limit, { project })).reverse().map(abridged);
      const empty = changes.length === 0 ? await emptyProject(tx, call, query.project) : undefined;
      return { changes, next_cursor: await tx.changes.head(), more: false, empty };
    });
  }
  await settle(call);
  let cursor = since;
  let nextExpiry: number | undefined;
  return waitUntil(call, {
    forMs: seconds * 1_000,
    async look() {
      const read = () =>
        call.store.read(async (tx) => ({
          ...(await newsSince(tx, { since: cursor, project, limit, next })),
          expiry: await expiryAt(tx),
        }));
      let { expiry, ...news } = await read();
      if (expiry.isOver && (await freeExpired(call))) ({ expiry, ...news } = await read());
      nextExpiry = expiry.nextMs;
      // What is of another project need not be read again.
      cursor = news.next_cursor;
      return news;
    },
    isEnough: ({ changes }) => changes.length > 0,
    alarmMs: () => nextExpiry,
  });
}

/** What the caller has just done itself must be in the answer, even while others write. */
async function settle({ store }: Call): Promise<void> {
  const until = performance.now() + SETTLE_MS;
  let newest: number | undefined;
  const isSettled = async (tx: Tx) => {
    newest ??= await newestId(tx);
    return tx.changes.isSettled(newest);
  };
  for (let pause = FIRST_LOOK_MS; !(await store.read(isSettled)) && performance.now() < until; pause *= 2)
    await new Promise((resolve) => setTimeout(resolve, pause));
}

async function newestId(tx: Tx): Promise<number> {
  const [newest] = await tx.changes.newest(1);
  return newest?.id ?? 0;
}

async function newsSince(tx: Tx, query: Pick<ChangesQuery, 'since' | 'project' | 'limit' | 'next'>): Promise<News> {
  const head = await tx.changes.head();
  const { since = head, project, limit, next } = query;
  if (since === head) return { changes: [], next_cursor: head, more: false };
  await checkCursor(tx, since, next);
  const rows = await tx.changes.since(since, limit + 1, project);
  const changes = rows.slice(0, limit).map(abridged);
  const more = rows.length > limit;
  return { changes, next_cursor: (more ? changes.at(-1)?.id : undefined) ?? head, more };
}

/** Throws Invalid when what follows the cursor cannot be told. */
async function checkCursor(tx: Tx, since: number, next: string): Promise<void> {
  const purgedTo = await tx.changes.purgedTo();
  if (since < purgedTo)
    throw new Invalid(
      `since ${since} is too old: changes up to ${purgedTo} were of tasks that are gone for good, and can be told only in part`,
      next,
    );
  // A cursor is a change that the caller was told of. Where that is gone, what else it was told is not known.
  if (since === 0 || (await tx.changes.has(since))) return;
  throw new Invalid(
    `since ${since} is no cursor of this list, whose newest change is ${await newestId(tx)}: it was given by another list, or what it names was lost when a backup was restored or a copy took over`,
    next,
  );
}
