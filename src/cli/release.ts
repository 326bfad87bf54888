import { Command } from 'commander';
import { Invalid, Leased } from '../domain/errors.ts';
import { releaseTask } from '../domain/release-task.ts';
import { Note, TaskId } from '../domain/task.ts';
import type { CliContext } from './context.ts';

/** Ends a claim without its token: for the person who sees that its holder is gone. */
export function releaseCommand(context: CliContext): Command {
  const command = new Command('release')
    .description('End the claim of a task whose holder is gone; to give your own back: next <task-id> --release')
    .argument('<task-id>', 'number of the task')
    .option('--force', 'whoever holds it')
    .option('--note <text>', 'what the next one must know');
  return command.action(async (id: string, { force = false, note }: { force?: boolean; note?: string }) => {
    const task_id = TaskId.safeParse(Number(id.replace(/^#/, '')));
    if (!task_id.success) throw new Invalid(`task-id must be the number of a task, not ${JSON.stringify(id)}`);
    const text = Note.optional().safeParse(note);
    if (!text.success) throw new Invalid(`note ${text.error.issues[0]?.message}`);
    const { call, close } = await context.open();
    try {
      const wish = { task_id: task_id.data, force, note: text.data };
      const { task, holder } = await call.store.write((tx) => releaseTask(tx, call, wish)).catch(orForce);
      const says = holder === undefined ? 'is not claimed' : `released; ${holder} no longer holds it`;
      process.stdout.write(`Task #${task.id} ${says}.\n`);
    } finally {
      await close();
    }
  });
}

function orForce(error: unknown): never {
  throw error instanceof Leased ? new Leased(error.message, 'To end the claim all the same, add --force.') : error;
}
