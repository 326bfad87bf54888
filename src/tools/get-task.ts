import { z } from 'zod';
import { Change, TaskNote } from '../domain/change.ts';
import { getTask as get } from '../domain/get-task.ts';
import { Task, TaskId } from '../domain/task.ts';
import { detailText } from '../render/task-detail.ts';
import { Row, toRow } from './row.ts';
import { defineReadTool } from './tool.ts';

export const getTask = defineReadTool({
  name: 'get_task',
  title: 'Get a task',
  description: 'Everything about one task: description, blockers, subtasks, notes, recent changes.',
  command: { name: 'show', aliases: ['get'], positionals: ['task_id'] },
  input: z.strictObject({ task_id: TaskId }),
  output: z.object({
    task: Task,
    blockers: z.array(Row).optional(),
    subtasks: z.array(Row).optional(),
    blocks: z.array(Row).optional(),
    lease: z.object({ holder: z.string(), until: z.string() }).optional(),
    handover: TaskNote.optional(),
    notes: z.array(TaskNote),
    changes: z.array(Change),
  }),
  run: get,
  data: ({ task: { open_blockers: _, ...task }, blockers, subtasks, blocks, lease, handover, notes, changes }) => ({
    task,
    ...(blockers.length > 0 && { blockers: blockers.map(toRow) }),
    ...(subtasks.length > 0 && { subtasks: subtasks.map(toRow) }),
    ...(blocks.length > 0 && { blocks: blocks.map(toRow) }),
    ...(lease && { lease: { holder: lease.holder, until: lease.until } }),
    ...(handover && { handover }),
    notes,
    changes,
  }),
  text: (detail) => detailText(detail),
});
