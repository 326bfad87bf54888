import type { Change } from '../domain/change.ts';
import { fieldChanges } from './change.ts';
import { inLine } from './text.ts';

/** What an undo did, a line for each task: `#1 priority high → medium, note removed`. */
export function undoLines(changes: readonly Change[]): string[] {
  const byTask = Map.groupBy(changes, ({ task_id }) => task_id);
  return [...byTask].map(([id, own]) => `#${id} ${own.map(undoText).join(', ')}`);
}

function undoText({ kind, before, after }: Change): string {
  switch (kind) {
    case 'note.added':
      return 'note restored';
    case 'note.removed':
      return 'note removed';
    case 'task.restored':
      return `restored: ${inLine(String(after?.title))}`;
    case 'task.deleted':
      return `deleted: ${inLine(String(before?.title))}`;
    default:
      // Said by the status.
      return fieldChanges(before ?? {}, after ?? {}, ['completed_at']);
  }
}
