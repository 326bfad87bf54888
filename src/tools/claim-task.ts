import { z } from 'zod';
import { checkStillClaimed, claimTask as claim } from '../domain/claim-task.ts';
import { Invalid } from '../domain/errors.ts';
import { LeaseToken, MAX_MINUTES } from '../domain/lease.ts';
import { releaseTask } from '../domain/release-task.ts';
import { Note, Tag, Task, TaskId } from '../domain/task.ts';
import { claimedText, noneReadyText } from '../render/claim.ts';
import { project } from './arguments.ts';
import { defineWriteTool } from './tool.ts';

/** What an answer holds that gave a lease. */
const Claimed = z.object({ task: z.object({ id: z.int() }), lease: z.object({ token: z.string() }) });

export const claimTask = defineWriteTool({
  name: 'claim_task',
  title: 'Claim a task',
  description:
    'Take a task so that nobody else works on it: the one named, or the best that is ready. Pass the lease it gives on with your writes, which renew it.',
  effect: 'change',
  command: { name: 'next', aliases: ['claim'], positionals: ['task_id'] },
  input: z.strictObject({
    task_id: TaskId.optional(),
    project,
    tag: Tag.optional(),
    minutes: z.int().min(1).max(MAX_MINUTES).optional().describe('default 15'),
    lease: LeaseToken.optional().describe('renews that claim, or proves it for release'),
    release: z.boolean().optional().describe('give it back instead'),
    note: Note.optional().describe('with release: what the next one must know'),
  }),
  output: z.object({
    task: Task.nullable(),
    lease: z.object({ token: z.string(), until: z.string(), fence: z.int() }).optional(),
    blocked: z.int().optional(),
    leased: z.int().optional(),
    change_id: z.int().optional(),
  }),
  replay: {
    isKept: ({ data }) => data.task !== null,
    async check(tx, { data }) {
      const { success, data: claimed } = Claimed.safeParse(data);
      if (success) await checkStillClaimed(tx, claimed.task.id, claimed.lease.token);
    },
  },
  async run(tx, call, { release, ...wish }) {
    const { task_id, lease, note } = wish;
    if (task_id === undefined && (release === true || lease !== undefined))
      throw new Invalid(`'task_id' is required with ${release ? 'release' : 'lease'}`, 'Say which task you hold.');
    if (task_id === undefined || release !== true) return { released: undefined, claimed: await claim(tx, call, wish) };
    return { released: await releaseTask(tx, call, { task_id, lease, note }), claimed: undefined };
  },
  data({ released, claimed }) {
    if (released !== undefined) return { task: released.task, ...changeId(released.change_id) };
    if (!('detail' in claimed)) return { task: null, blocked: claimed.blocked, leased: claimed.leased };
    const { open_blockers: _, ...task } = claimed.detail.task;
    return { task, lease: claimed.lease, ...changeId(claimed.change_id) };
  },
  text({ released, claimed }) {
    if (released !== undefined) {
      const { task, holder } = released;
      return holder === undefined ? `Task #${task.id} is not claimed.` : `Task #${task.id} released.`;
    }
    return 'detail' in claimed ? claimedText(claimed) : noneReadyText(claimed);
  },
});

function changeId(id: number | undefined) {
  return id === undefined ? {} : { change_id: id };
}
