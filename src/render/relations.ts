interface Completion {
  readonly now_ready: readonly number[];
  readonly open_blockers: readonly { id: number }[];
  readonly open_subtasks: readonly { id: number }[];
}

/** As many as a sentence can hold. */
const NAMED = 20;

/** `#4, #5` */
export function idList(ids: readonly number[]): string {
  const named = ids.slice(0, NAMED).map((id) => `#${id}`);
  return [...named, ...(ids.length > NAMED ? [`and ${ids.length - NAMED} more`] : [])].join(', ');
}

/** What the completion of a task leads to, and what it left behind; a line each, nothing where there is nothing. */
export function afterCompletion({ now_ready, open_blockers, open_subtasks }: Completion): string {
  const open = [kind('blocker', open_blockers), kind('subtask', open_subtasks)].filter(Boolean);
  return `${nowReady(now_ready)}${open.length === 0 ? '' : `\nStill open: ${open.join('; ')}.`}`;
}

/** A line of its own, or nothing. */
export function nowReady(ids: readonly number[]): string {
  return ids.length === 0 ? '' : `\nNow ready: ${idList(ids)}.`;
}

function kind(word: string, tasks: readonly { id: number }[]): string {
  if (tasks.length === 0) return '';
  return `${word}${tasks.length === 1 ? '' : 's'} ${idList(tasks.map(({ id }) => id))}`;
}
