import type { DatabaseSync, SQLOutputValue } from 'node:sqlite';
import { z } from 'zod';
import { Endpoint } from '../../domain/endpoint.ts';

const KnownEndpoint = Endpoint.pick({ id: true, created_at: true, state: true, reason: true, cursor: true }).extend({
  secrets: z
    .string()
    .transform((text): unknown => JSON.parse(text))
    .pipe(Endpoint.shape.secrets),
});
/** An endpoint as a file has it, with what a restore looks at. */
export type KnownEndpoint = z.infer<typeof KnownEndpoint>;

/** Those of a file that is or was a list; what cannot be read of it must not keep anybody from restoring. */
export function endpointsOf(file: DatabaseSync): KnownEndpoint[] {
  const rows = file.prepare('SELECT id, created_at, state, reason, cursor, secrets FROM endpoints').all();
  return rows.flatMap((row) => KnownEndpoint.safeParse(row).data ?? []);
}

/** Whether both are the same list, at whatever times, and of times when there were webhooks. */
export function isSameList(backup: DatabaseSync, list: DatabaseSync): boolean {
  return hasEndpoints(list) && listIdOf(list) === listIdOf(backup);
}

/** Whether the log has the change: no id is ever given twice, so a list that has it goes on from there. */
export function hasChange(list: DatabaseSync, id: number): boolean {
  return id === 0 || list.prepare('SELECT 1 FROM changes WHERE id = ?').get(id) !== undefined;
}

function hasEndpoints(list: DatabaseSync): boolean {
  return list.prepare("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'endpoints'").get() !== undefined;
}

function listIdOf(list: DatabaseSync): SQLOutputValue | undefined {
  return list.prepare('SELECT list_id FROM meta').get()?.list_id;
}
