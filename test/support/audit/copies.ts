import type { Beside } from '../beside.ts';
import { difference, listIn, show } from './difference.ts';

/** What is kept twice so that it is found soon must say the same as the rows of the tasks. */
export async function copies(beside: Beside): Promise<string[]> {
  return [...(await counters(beside)), ...(await tags(beside)), ...(await blockers(beside)), ...(await leases(beside))];
}

async function counters({ all }: Beside): Promise<string[]> {
  const kept = await all(`SELECT project, priority, status, sum(count) AS count FROM counts
    GROUP BY project, priority, status HAVING sum(count) <> 0`);
  const counted = await all(`
    SELECT '*' AS project, priority, status, count(*) AS count FROM tasks WHERE deleted_at IS NULL GROUP BY 2, 3
    UNION ALL
    SELECT coalesce(project, ''), priority, status, count(*) FROM tasks WHERE deleted_at IS NULL GROUP BY 1, 2, 3`);
  return difference('counter', kept.map(show), counted.map(show));
}

async function tags({ all }: Beside): Promise<string[]> {
  const kept = await all('SELECT tag, task_id FROM task_tags');
  const live = await all('SELECT id, tags FROM tasks WHERE deleted_at IS NULL');
  const inRows = live.flatMap(({ id, tags }) => listIn(tags).map((tag) => show({ tag, task_id: id })));
  return difference('tag', kept.map(show), inRows);
}

/** Deleted tasks keep theirs, so that they can come back; rows may name blockers that were purged. */
async function blockers({ all }: Beside): Promise<string[]> {
  const kept = await all('SELECT task_id, blocker_id FROM blockers');
  const rows = await all('SELECT id, blocked_by FROM tasks');
  const there = new Set(rows.map(({ id }) => id));
  const inRows = rows.flatMap(({ id, blocked_by }) =>
    listIn(blocked_by)
      .filter((blocker) => there.has(blocker))
      .map((blocker_id) => show({ task_id: id, blocker_id })),
  );
  const counted = await all(`
    SELECT tasks.id FROM tasks WHERE open_blockers <> (SELECT count(*) FROM blockers JOIN tasks AS blocker
      ON blocker.id = blocker_id WHERE task_id = tasks.id AND blocker.status < 2 AND blocker.deleted_at IS NULL)`);
  const orphans = await all(`SELECT tasks.id FROM tasks JOIN tasks AS parent ON parent.id = tasks.parent_id
    WHERE tasks.deleted_at IS NULL AND parent.deleted_at IS NOT NULL`);
  return [
    ...difference('blocker', kept.map(show), inRows),
    ...counted.map(({ id }) => `task ${id} has another number of open blockers`),
    ...orphans.map(({ id }) => `task ${id} is below a deleted one`),
  ];
}

/** A lease is on a live task that is in progress; whoever stops working gives it back. */
async function leases({ all }: Beside): Promise<string[]> {
  const astray = await all(`SELECT leases.task_id FROM leases JOIN tasks ON tasks.id = leases.task_id
    WHERE status <> 1 OR deleted_at IS NOT NULL`);
  return astray.map(({ task_id }) => `task ${task_id} is leased but not in progress`);
}
