import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { z } from 'zod';
import { ExportedTask } from '../../src/domain/export-tasks.ts';
import { audit } from './audit.ts';
import { run } from './command.ts';
import { newDatabase, newFolder } from './folder.ts';
import { openSession } from './session.ts';

type Row = Readonly<Record<string, unknown>>;

const Exported = z.object({ list: z.string(), tasks: z.array(ExportedTask) });

/** A list that is yet to be made, and a way to import rows into it as if another list had exported them. */
export function importing() {
  const folder = newFolder();
  const [file, database] = [join(folder, 'tasks.json'), newDatabase()];
  return {
    folder,
    file,
    database,
    async bring(rows: readonly Row[], ...flags: string[]) {
      const list = { format: 'task-manager-mcp', format_version: 1, list: 'x', exported_at: '2026-01-01T00:00:00Z' };
      writeFileSync(file, JSON.stringify({ ...list, tasks: rows }));
      const { code, stdout, stderr } = await run(['import', file, ...flags], { database });
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      if (flags.length === 0) expect(await audit(database)).toEqual([]);
      return stdout.slice(stdout.indexOf(':') + 2).trim();
    },
    async relations() {
      const { stdout } = await run(['export'], { database });
      return Exported.parse(JSON.parse(stdout)).tasks.map(({ id, parent_id, blocked_by }) => [
        id,
        parent_id,
        blocked_by,
      ]);
    },
  };
}

export const tasks = (...rows: readonly Row[]) =>
  rows.map((row, index) => ({ id: index + 1, title: `Task ${index + 1}`, ...row }));

export async function exportOf(database: string) {
  return Exported.parse(JSON.parse((await run(['export'], { database })).stdout));
}

/** A plan in which some wait for later ones and stand below later ones, one of them no longer live. */
export async function plannedList(database: string) {
  const session = await openSession({ database });
  const plan = ['Build', 'Design', 'Ship', 'Gone', 'Project'].map((title) => ({ title }));
  await session.text('add_tasks', { tasks: plan });
  for (const [task_id, patch] of [
    [1, { blocked_by: [2, 4], parent_id: 5 }],
    [2, { parent_id: 5 }],
    [3, { blocked_by: [1, 2], parent_id: 2 }],
  ] as const)
    await session.text('update_task', { task_id, ...patch });
  await session.text('delete_task', { task_id: 4, include_subtasks: true });
  return session;
}
