import { z } from 'zod';
import { rowsOf } from '../support/beside.ts';
import { Writer } from './writer.ts';

interface Load {
  readonly editors: number;
  /** By each of them. */
  readonly updates: number;
}

const Updated = z.looseObject({ task: z.looseObject({ version: z.number() }) });
const Detail = z.looseObject({ task: z.looseObject({ version: z.number() }) });

/** What the n-th update of an editor sets; editors beyond these write notes. */
const FIELDS: readonly ((count: number) => Record<string, unknown>)[] = [
  (count) => ({ title: `Title ${count}` }),
  (count) => ({ description: `Description ${count}` }),
  (count) => ({ priority: count % 2 === 0 ? 'low' : 'high' }),
  (count) => ({ project: `p${count}` }),
  (count) => ({ assignee: `worker-${count}` }),
  (count) => ({ tags: [`t${count}`] }),
  (count) => ({ due: new Date(Date.UTC(2026, 0, count + 1)).toISOString().slice(0, 10) }),
  (count) => ({ status: count % 2 === 0 ? 'in_progress' : 'pending' }),
];

/** As many servers, on a list with one task. */
async function openEditors(database: string, editors: number): Promise<Writer[]> {
  const writers = Array.from({ length: editors }, (_, index) => new Writer(database, { actor: `editor-${index}` }));
  await Promise.all(writers.map((writer) => writer.ready()));
  await writers[0]?.call('add_task', { title: 'Edited by all', description: '0' });
  return writers;
}

/** Each editor writes a field of its own, or notes, against a version that is long past. */
export async function editDifferentFields(database: string, { editors, updates }: Load) {
  const writers = await openEditors(database, editors);
  const wrong: string[] = [];
  const notes = new Set<string>();
  let versions = 1;
  const edit = async (writer: Writer, index: number) => {
    let seen = 1;
    for (let count = 0; count < updates; count += 1) {
      const note = `Note ${count} of ${index}`;
      const fields = FIELDS[index]?.(count) ?? { note };
      const { result } = await writer.call('update_task', { task_id: 1, ...fields, expected_version: seen });
      if (result?.structuredContent === undefined) {
        wrong.push(`editor ${index}: ${result?.content?.[0]?.text}`);
        continue;
      }
      seen = Updated.parse(result.structuredContent).task.version;
      if ('note' in fields) notes.add(note);
      else versions += 1;
    }
  };
  await Promise.all(writers.map(edit));

  const [first] = writers;
  const { task } = Detail.parse((await first?.call('get_task', { task_id: 1 }))?.result?.structuredContent);
  if (task.version !== versions) wrong.push(`version ${task.version} after ${versions} versions`);
  const last = Object.assign({}, ...FIELDS.slice(0, editors).map((fieldsOf) => fieldsOf(updates - 1)));
  for (const [field, value] of Object.entries(last))
    if (JSON.stringify(task[field]) !== JSON.stringify(value)) wrong.push(`${field} is ${task[field]}, not ${value}`);
  await Promise.all(writers.map((writer) => writer.end()));
  const kept = await notesIn(database);
  for (const note of notes) if (!kept.has(note)) wrong.push(`lost: ${note}`);
  return { updates: editors * updates, wrong };
}

async function notesIn(database: string): Promise<Set<unknown>> {
  const rows = await rowsOf(database, 'SELECT text FROM notes');
  return new Set(rows.map(({ text }) => text));
}

const TOO_LATE = /moved on to version (\d+), .*description is now "(\d+)"/;

/** Each editor adds one to the number in the description, knowing of the others only what their refusals say. */
export async function countTogether(database: string, { editors, updates }: Load) {
  const writers = await openEditors(database, editors);
  const wrong: string[] = [];
  let losers = 0;
  const count = async (writer: Writer) => {
    let [version, number] = [1, 0];
    for (let done = 0; done < updates; ) {
      const next = { description: String(number + 1), expected_version: version };
      const { result } = await writer.call('update_task', { task_id: 1, ...next });
      const updated = Updated.safeParse(result?.structuredContent);
      const late = TOO_LATE.exec(result?.content?.[0]?.text ?? '');
      if (updated.success) {
        done += 1;
        [version, number] = [updated.data.task.version, number + 1];
      } else if (late !== null) {
        losers += 1;
        [version, number] = [Number(late[1]), Number(late[2])];
      } else {
        wrong.push(result?.content?.[0]?.text ?? 'no answer');
        return;
      }
    }
  };
  await Promise.all(writers.map(count));
  const { task } = Detail.parse((await writers[0]?.call('get_task', { task_id: 1 }))?.result?.structuredContent);
  await Promise.all(writers.map((writer) => writer.end()));
  return { expected: editors * updates, sum: Number(task.description), losers, wrong };
}
