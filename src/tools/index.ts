import { addTask } from './add-task.ts';
import { addTasks } from './add-tasks.ts';
import { claimTask } from './claim-task.ts';
import { completeTask } from './complete-task.ts';
import { deleteTask } from './delete-task.ts';
import { getChanges } from './get-changes.ts';
import { getTask } from './get-task.ts';
import { getTaskStats } from './get-task-stats.ts';
import { listTasks } from './list-tasks.ts';
import { searchTasks } from './search-tasks.ts';
import type { Tool } from './tool.ts';
import { undo } from './undo.ts';
import { updateTask } from './update-task.ts';

/** The tutorial's and its next steps: enough to keep a list, and all that the small set exposes. */
export const CORE_TOOLS: readonly Tool[] = [
  addTask,
  listTasks,
  completeTask,
  getTaskStats,
  updateTask,
  deleteTask,
  searchTasks,
];

/** In the order in which hosts see them: the core, then ours. */
export const TOOLS: readonly Tool[] = [...CORE_TOOLS, getTask, addTasks, claimTask, getChanges, undo];
