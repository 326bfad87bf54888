import type { ExportedTask } from '../domain/export-tasks.ts';

/** What the text of a checklist's item says. */
interface ItemText {
  readonly title: string;
  readonly priority?: string;
  readonly in_progress: boolean;
  readonly due?: string;
  readonly assignee?: string;
  readonly tags: readonly string[];
}

const PLAIN_NAME = /^[\p{L}\p{N}\p{M}._@-]+$/u;
/** None of them ends with a quote but a quoted name, so none can begin inside of one. */
const FACT =
  / (?:due (?<due>[\dTZ:.+-]+)|@(?:(?<name>[\p{L}\p{N}\p{M}._@-]+)|(?<quoted>"(?:[^"\\]|\\.)*"))|#(?<tag>[\p{L}\p{N}\p{M}._-]+))/u;
const FACTS = new RegExp(FACT.source.replaceAll(/\?<\w+>/g, '?:'), 'u').source;
/** The last mark counts, so that a title may hold the like itself. */
const MARKED = new RegExp(`^(.*) \\((low|medium|high)(, in progress)?\\)((?:${FACTS})*)$`, 'u');

/** `Title (high, in progress) due 2026-11-25 @ada #api`: the same in every file, ours or not. */
export function toItemText({ title, priority, status, due, assignee, tags }: ExportedTask): string {
  const name = assignee === null || PLAIN_NAME.test(assignee) ? assignee : JSON.stringify(assignee);
  const facts = [
    due === null ? '' : ` due ${due}`,
    name === null ? '' : ` @${name}`,
    ...tags.map((tag) => ` #${tag}`),
  ].join('');
  const mark = status === 'in_progress' ? `${priority}, in progress` : priority;
  return `${title.replaceAll(/\p{Cc}+/gu, ' ')} (${mark})${facts}`;
}

/** Without a mark such as `(high)` all of the text is the title. */
export function fromItemText(text: string): ItemText {
  const [, title, priority, progress, facts = ''] = MARKED.exec(text) ?? [];
  if (title === undefined || priority === undefined) return { title: text, in_progress: false, tags: [] };
  const found = [...facts.matchAll(new RegExp(FACT, 'gu'))].map(({ groups }) => groups ?? {});
  const due = found.findLast((groups) => groups.due)?.due;
  const assignee = found.flatMap(({ name, quoted }) => name ?? (quoted === undefined ? [] : unquoted(quoted))).at(-1);
  return {
    title,
    priority,
    in_progress: progress !== undefined,
    ...(due === undefined ? {} : { due }),
    ...(assignee === undefined ? {} : { assignee }),
    tags: found.flatMap(({ tag }) => tag ?? []),
  };
}

function unquoted(text: string): string {
  try {
    return String(JSON.parse(text));
  } catch {
    return text;
  }
}
