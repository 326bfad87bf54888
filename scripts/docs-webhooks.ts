import { z } from 'zod';
import { EventType, TaskEvent, TestEvent } from '../src/domain/event.ts';

type Named = EventType | TestEvent['type'];

const MEANINGS: Record<Named, string> = {
  'task.created': 'a task was added',
  'task.updated': 'fields of a task were changed; `data.changes` has them',
  'task.completed': 'a task was marked as completed',
  'task.reopened': 'a completed task is open again',
  'task.deleted': 'a task was deleted; `data.task` is how it was',
  'task.restored': 'a deleted task came back by an undo',
  'task.claimed': 'somebody has taken up a task',
  'task.released': 'whoever had taken it up has given it back',
  'task.lease_expired': 'nobody has been heard of for the time of the claim: the task is free again',
  'note.added': 'a note was written; `data.note` has it',
  'webhook.test': 'somebody tests the endpoint; no task has changed',
};

export function eventsTable(): string {
  const names: Named[] = [...EventType.options, ...TestEvent.shape.type.values];
  const rows = names.map((name) => `| \`${name}\` | ${MEANINGS[name]} |`);
  return ['| event | what has happened |', '|---|---|', ...rows].join('\n');
}

/** What receivers may count on. It leaves room for fields of later versions, so nothing is closed. */
export function eventSchema(): string {
  const schema = z.toJSONSchema(z.union([TaskEvent, TestEvent]), {
    override({ jsonSchema }) {
      delete jsonSchema.additionalProperties;
      // The format says it, and this one would be read by people.
      if (jsonSchema.format !== undefined) delete jsonSchema.pattern;
      if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
      if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
    },
  });
  const title = 'Body of a webhook of task-manager-mcp, format standard';
  return `${JSON.stringify({ ...schema, title }, null, 2)}\n`;
}
