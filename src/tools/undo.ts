import { z } from 'zod';
import { abridged, Change } from '../domain/change.ts';
import { undo as takeBack, type UndoWords } from '../domain/undo.ts';
import { inBrief } from '../render/change.ts';
import { linesThatFit } from '../render/page.ts';
import { undoLines } from '../render/undo.ts';
import { addTask } from './add-task.ts';
import { claimTask } from './claim-task.ts';
import { deleteTask } from './delete-task.ts';
import { getChanges } from './get-changes.ts';
import { defineWriteTool } from './tool.ts';
import { updateTask } from './update-task.ts';

const WORDS: UndoWords = {
  tell: inBrief,
  next: {
    unknown: `${getChanges.name} shows the ids of changes.`,
    ofLease: `To give a task back use ${claimTask.name} with release.`,
    gone: `Add it anew with ${addTask.name}.`,
    changedSince: `Undo those first, newest first, or change the task with ${updateTask.name}.`,
    usedSince: `Undo those first, newest first, or delete the task with ${deleteTask.name}.`,
    leased: `Wait until then. If the claim is yours, give it back with ${claimTask.name} and release first.`,
    subtasks: `Move them with ${updateTask.name} or delete them with ${deleteTask.name} first.`,
  },
};

/** What became of one task; a whole task is known by its title. */
const Reverted = Change.pick({ task_id: true, kind: true }).extend({
  title: z.string().optional(),
  before: Change.shape.before.optional(),
  after: Change.shape.after.optional(),
});

export const undo = defineWriteTool({
  name: 'undo',
  title: 'Undo a change',
  description:
    'Take back a change with all that the same call did; without change_id your own last one. Undo of an undo is a redo.',
  effect: 'change',
  command: { name: 'undo', aliases: [], positionals: ['change_id'] },
  input: z.strictObject({ change_id: z.int().min(1).optional() }),
  output: z.object({ reverted: z.array(Reverted), change_id: z.int().optional() }),
  run: (tx, call, { change_id }) => takeBack(tx, call, { change_id, words: WORDS }),
  data: ({ changes, by }) => ({ reverted: changes.map(toReverted), ...(changes.length > 0 && { change_id: by }) }),
  text({ group, by, changes }) {
    if (changes.length === 0) return `Change ${group} was undone already, by change ${by}.`;
    const lines = undoLines(changes);
    const redo = `To redo: undo change ${by}.`;
    if (lines.length === 1) return `Undone change ${group}: ${lines[0]}. ${redo}`;
    const fit = linesThatFit(lines);
    const rest = fit < lines.length ? [`and ${lines.length - fit} more tasks`] : [];
    return [`Undone change ${group}:`, ...lines.slice(0, fit), ...rest, redo].join('\n');
  },
});

function toReverted(change: Change): z.infer<typeof Reverted> {
  const { task_id, kind } = change;
  const { before, after } = abridged(change);
  if (kind.startsWith('note.')) return { task_id, kind };
  if (before !== null && after !== null) return { task_id, kind, before, after };
  return { task_id, kind, title: String(after?.title ?? before?.title) };
}
