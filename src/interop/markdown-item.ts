import type { ExportedTask } from '../domain/export-tasks.ts';

/** What the text of a checklist's item says. */
interface ItemText {
  readonly title: string;
  readonly priority?: string;
  readonly in_progress: boolean;
  readonly due?: string;
  readonly assignee?: string;
  readonly tags: readonly string[];
  /** Numbers, as the list has them that wrote the file. */
  readonly parent_id?: string;
  readonly blocked_by: readonly string[];
}

const PLAIN_NAME = /^[\p{L}\p{N}\p{M}._@-]+$/u;
/** None of them ends with a quote but a quoted name, so none can begin inside of one. */
const FACT =
  / (?:due (?<due>[\dTZ:.+-]+)|part of #(?<parent>\d+)|blocked by (?<blockers>#\d+(?: #\d+)*)|@(?:(?<name>[\p{L}\p{N}\p{M}._@-]+)|(?<quoted>"(?:[^"\\]|\\.)*"))|#(?<tag>[\p{L}\p{N}\p{M}._-]+))/u;
const FACTS = new RegExp(FACT.source.replaceAll(/\?<\w+>/g, '?:'), 'u').source;
/** The last mark counts, so that a title may hold the like itself. */
const MARKED = new RegExp(`^(.*) \\((low|medium|high)(, in progress)?\\)((?:${FACTS})*)$`, 'u');

/**
 * `Title (high, in progress) due 2026-11-25 @ada #api part of #3 blocked by #4 #5`: the same in every file, ours or not.
 * The parent is left out where the item stands below it.
 */
export function toItemText(task: ExportedTask, isBelow: boolean): string {
  const { title, priority, status, due, parent_id, blocked_by, assignee, tags } = task;
  const name = assignee === null || PLAIN_NAME.test(assignee) ? assignee : JSON.stringify(assignee);
  const facts = [
    due === null ? '' : ` due ${due}`,
    name === null ? '' : ` @${name}`,
    ...tags.map((tag) => ` #${tag}`),
    parent_id === null || isBelow ? '' : ` part of #${parent_id}`,
    // Last, or a tag that is a number would be taken for one more.
    blocked_by.length === 0 ? '' : ` blocked by ${blocked_by.map((id) => `#${id}`).join(' ')}`,
  ].join('');
  const mark = status === 'in_progress' ? `${priority}, in progress` : priority;
  return `${title.replaceAll(/\p{Cc}+/gu, ' ')} (${mark})${facts}`;
}

/** Without a mark such as `(high)` all of the text is the title. */
export function fromItemText(text: string): ItemText {
  const [, title, priority, progress, facts = ''] = MARKED.exec(text) ?? [];
  if (title === undefined || priority === undefined)
    return { title: text, in_progress: false, tags: [], blocked_by: [] };
  const found = [...facts.matchAll(new RegExp(FACT, 'gu'))].map(({ groups }) => groups ?? {});
  const due = found.findLast((groups) => groups.due)?.due;
  const assignee = found.flatMap(({ name, quoted }) => name ?? (quoted === undefined ? [] : unquoted(quoted))).at(-1);
  const parent = found.findLast((groups) => groups.parent)?.parent;
  return {
    title,
    priority,
    in_progress: progress !== undefined,
    ...(due === undefined ? {} : { due }),
    ...(assignee === undefined ? {} : { assignee }),
    ...(parent === undefined ? {} : { parent_id: parent }),
    tags: found.flatMap(({ tag }) => tag ?? []),
    blocked_by: found.flatMap(({ blockers }) => blockers?.match(/\d+/g) ?? []),
  };
}

function unquoted(text: string): string {
  try {
    return String(JSON.parse(text));
  } catch {
    return text;
  }
}
