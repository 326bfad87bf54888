import { PRIORITIES, STATUSES } from '../../../src/domain/task.ts';
import type { Beside, Row } from '../beside.ts';
import { difference, listIn, show, sorted } from './difference.ts';

type Fields = Record<string, unknown>;

/** Replays the log: it must lead to exactly the rows that are there. Of purged tasks it says nothing any more. */
export async function log({ all }: Beside): Promise<string[]> {
  const wrong: string[] = [];
  const states = new Map<number, Fields>();
  const purged = new Set<number>();
  const notes = new Map(
    (await all('SELECT task_id, id, text FROM notes')).map(({ task_id, id, text }) => [`${task_id} ${id}`, text]),
  );
  let purgedTo = 0;
  for (const change of await all('SELECT * FROM changes ORDER BY id')) {
    const id = Number(change.task_id);
    if (change.before === null && change.after === null) {
      purged.add(id);
      purgedTo = Number(change.id);
    }
    if (purged.has(id) && (purgedTo !== change.id || states.has(id)))
      wrong.push(`change ${change.id} is of a task that was purged in part`);
    if (purged.has(id)) continue;
    const before: Fields = JSON.parse(String(change.before));
    const after: Fields = JSON.parse(String(change.after));
    // A log that began before the third version of the schema says nothing of these.
    const state = states.get(id) ?? { deleted_at: null, parent_id: null, blocked_by: [] };
    const gone = change.kind === 'task.deleted' ? { deleted_at: change.at } : { deleted_at: null };
    if (change.kind === 'note.added' || change.kind === 'note.removed') {
      const told = after ?? before;
      if (notes.get(`${id} ${told.note}`) !== told.text)
        wrong.push(`change ${change.id} tells of a note that is not there`);
      continue;
    }
    // A claim of a task that was in progress, and its end, need not touch the row.
    if (show(before) === '{}' && show(after) === '{}') continue;
    // What was made elsewhere keeps its past; the log says when it came here.
    const updated_at = change.kind === 'task.created' ? after.updated_at : change.at;
    for (const [field, value] of Object.entries(before ?? {})) {
      if (show(state[field]) !== show(value)) wrong.push(`change ${change.id}: ${field} was not ${show(value)} before`);
    }
    states.set(id, { ...state, ...after, ...gone, version: change.version, updated_at });
  }
  const replayed = [...states.values()].map(({ completed: _, ...state }) => sorted(state));
  const [meta] = await all('SELECT purged_to FROM meta');
  if (meta?.purged_to !== purgedTo) wrong.push(`the log is emptied up to ${purgedTo}`);
  return [...wrong, ...difference('task', (await all('SELECT * FROM tasks')).map(toState), replayed)];
}

function toState(row: Row): string {
  const { priority, status, tags, blocked_by, open_blockers: _, ready: __, ...same } = row;
  return sorted({
    ...same,
    priority: PRIORITIES[Number(priority)],
    status: STATUSES[Number(status)],
    tags: listIn(tags),
    blocked_by: listIn(blocked_by),
  });
}

/** A group is named by its first change, and is of one actor and one moment. */
export async function groups({ all }: Beside): Promise<string[]> {
  const strays = await all(`
    SELECT changes.id FROM changes LEFT JOIN changes AS first ON first.id = changes.group_id
    WHERE changes.group_id IS NOT NULL AND (first.group_id IS NOT NULL OR first.id IS NULL OR first.id >= changes.id
      OR first.actor <> changes.actor OR first.at <> changes.at)`);
  return strays.map(({ id }) => `change ${id} stands in a group that is not its own`);
}
