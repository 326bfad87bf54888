import { expect, test } from 'vitest';
import { z } from 'zod';
import { type EventType, eventOf, type TaskEvent } from '../../src/domain/event.ts';
import type { Task } from '../../src/domain/task.ts';
import { FORMATS } from '../../src/webhooks/formats/index.ts';
import { ntfy as ntfyFormat } from '../../src/webhooks/formats/ntfy.ts';

const AT = '2026-11-22T12:00:00.000Z';
const URL_OF = { ntfy: 'https://ntfy.example/alerts', others: 'https://hooks.example/T/B' };

function taskOf(facts: Partial<Task> = {}): Task {
  return {
    id: 12,
    title: 'Review PR',
    description: '',
    priority: 'medium',
    completed: false,
    status: 'pending',
    project: null,
    tags: [],
    due: null,
    assignee: null,
    parent_id: null,
    blocked_by: [],
    version: 2,
    created_at: AT,
    updated_at: AT,
    completed_at: null,
    created_by: 'ada',
    ...facts,
  };
}

type Told = Partial<Task> & {
  readonly actor?: string;
  readonly note?: string;
  readonly before?: Record<string, unknown>;
  readonly after?: Record<string, unknown>;
};

function told(
  kind: EventType,
  { actor = 'ada@claude-code', note, before = {}, after = {}, ...facts }: Told = {},
): TaskEvent {
  const fields = note === undefined ? { before, after } : { before: null, after: { note: 1, text: note } };
  const change = { id: 7, group: 7, at: AT, actor, kind, task_id: 12, version: 2, project: null, ...fields };
  const event = eventOf(change, taskOf(facts));
  if (event === undefined) throw new Error(`${kind} is no event`);
  return event;
}

const Body = z.looseObject({
  text: z.string().optional(),
  content: z.string().optional(),
  title: z.string().optional(),
  message: z.string().optional(),
});

/** The body in that format, after a journey as JSON. */
function bodyIn(name: 'standard' | 'slack' | 'discord' | 'ntfy', event: TaskEvent) {
  const format = FORMATS[name];
  const url = new URL(name === 'ntfy' ? URL_OF.ntfy : URL_OF.others);
  return Body.parse(JSON.parse(JSON.stringify(format.body(event, url))));
}

const slack = (event: TaskEvent) => bodyIn('slack', event).text;
const discord = (event: TaskEvent) => bodyIn('discord', event).content;
const ntfy = (event: TaskEvent) => bodyIn('ntfy', event);

/** What Discord shows of it: a backslash before punctuation is not seen, and takes its meaning. */
const shown = (text = '') => text.replace(/\\([!-/:-@[-`{-~])/g, '$1');
/** What would still be markup, a mention or a link. */
const MARKUP = /[\\*_~`|<>#@:.+()[\]-]/;
const unescaped = (text = '') => text.replace(/\\[!-/:-@[-`{-~]/g, '');

test('the first format is the one for programs, and gives the event as it is', () => {
  const event = told('task.completed');
  expect(Object.keys(FORMATS)).toEqual(['standard', 'slack', 'discord', 'ntfy']);
  expect(bodyIn('standard', event)).toEqual(event);
});

const SENTENCES: readonly (readonly [kind: EventType, sentence: string])[] = [
  ['task.created', 'ada@claude-code created #12: Review PR'],
  ['task.updated', 'ada@claude-code updated #12: Review PR'],
  ['task.completed', 'ada@claude-code completed #12: Review PR'],
  ['task.reopened', 'ada@claude-code reopened #12: Review PR'],
  ['task.deleted', 'ada@claude-code deleted #12: Review PR'],
  ['task.restored', 'ada@claude-code restored #12: Review PR'],
  ['task.claimed', 'ada@claude-code claimed #12: Review PR'],
  ['task.released', 'ada@claude-code released #12: Review PR'],
  ['task.lease_expired', 'ada@claude-code let the lease expire on #12: Review PR'],
  ['note.added', 'ada@claude-code added a note to #12: Review PR'],
];

test.for(SENTENCES)('%s is told to people as: %s', ([kind, sentence]) => {
  expect(slack(told(kind))).toBe(sentence);
  expect(shown(discord(told(kind)))).toBe(sentence);
  expect(ntfy(told(kind))).toMatchObject({ title: sentence, message: kind });
});

test('what was changed or written stands below', () => {
  const before = { priority: 'low', due: null, tags: ['api'], description: 'old', title: 'x'.repeat(80) };
  const after = { priority: 'high', due: '2026-12-01', tags: [], description: 'new', title: 'Review PR' };
  const expected = [
    'ada@claude-code updated #12: Review PR',
    'priority: low → high',
    'due: none → 2026-12-01',
    'tags: api → none',
    'description changed',
    `title: ${'x'.repeat(59)}… → Review PR`,
  ];
  expect(slack(told('task.updated', { before, after }))?.split('\n')).toEqual(expected);
  expect(ntfy(told('task.updated', { before, after })).message).toBe(expected.slice(1).join('\n'));
  expect(ntfy(told('note.added', { note: 'One\n\nTwo ' })).message).toBe('> One\n>\n> Two');
});

test('of a task that is gone its number is told', () => {
  const change = { id: 7, group: 7, at: AT, actor: 'ada', task_id: 12, version: 2, project: null };
  const event = eventOf({ ...change, kind: 'task.deleted', before: null, after: null }, undefined);
  expect(event && slack(event)).toBe('ada deleted #12');
});

const HOSTILE = [
  '<!channel> <!here|now> <!everyone>',
  '<@U012AB3CD> <#C012AB3CD|general>',
  '<https://evil.example|Your password has expired>',
  '&lt;!channel&gt; &amp;',
  '@channel @here @everyone @all',
  '<@123456789012345678> <@&123456789012345678>',
  '[click me](https://evil.example)',
  'https://evil.example/x and discord.gg/evil',
  '**bold** __under__ ~~gone~~ ||spoiler|| `code` ```block```',
  '# Heading',
  '> quote',
  '>>> quote all',
  '- item',
  '1. item',
  '-# small',
  '\\ \\\\ \\* \\',
  ':tada: <:x:123456789012345678> <t:1700000000:R>',
  '"}], "text": "<!channel>',
  '{"topic":"other"}',
];

test.for(HOSTILE)('in Slack %j is text, and means nothing', (title) => {
  const text = slack(told('task.created', { title, actor: title })) ?? '';
  expect(text).not.toMatch(/[<>]|&(?!(amp|lt|gt);)/);
  expect(text).not.toMatch(/(^|[^\w])@(channel|here|everyone|all)/);
  const read = text.replaceAll('\u200b', '').replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
  expect(read).toBe(`${title} created #12: ${title}`);
});

test('Slack is told to look for no mentions, links or markup', () => {
  const { text: _, ...flags } = bodyIn('slack', told('task.created'));
  expect(flags).toEqual({ mrkdwn: false, parse: 'none', link_names: false, unfurl_links: false, unfurl_media: false });
});

test.for(HOSTILE)('in Discord %j is text, and means nothing', (title) => {
  const event = told('note.added', { title, actor: title, note: `${title}\n${title}` });
  const text = discord(event) ?? '';
  expect(unescaped(text)).not.toMatch(MARKUP);
  expect(shown(text)).toBe(`${title} added a note to #12: ${title}\n> ${title}\n> ${title}`);
});

test('Discord is told to call nobody and to show no previews', () => {
  const { content: _, ...flags } = bodyIn('discord', told('task.created'));
  expect(flags).toEqual({ allowed_mentions: { parse: [] }, flags: 4 });
});

test.for(HOSTILE)('in ntfy %j is text as it stands', (title) => {
  const body = ntfy(told('note.added', { title, note: title }));
  expect(body).toMatchObject({
    topic: 'alerts',
    title: `ada@claude-code added a note to #12: ${title}`,
    message: `> ${title}`,
    markdown: false,
  });
});

test('no line of what somebody wrote can pass for what happened', () => {
  const event = told('note.added', { note: 'Done.\r\nbob completed #1: Pay\rbob\u2028bob\u0085bob\n\nbob deleted #2' });
  const own = 'ada@claude-code added a note to #12: Review PR';
  const quoted = ['> Done.', '> bob completed #1: Pay bob bob bob', '>', '> bob deleted #2'];
  expect(slack(event)?.replaceAll('&gt;', '>').split('\n')).toEqual([own, ...quoted]);
  expect(shown(discord(event)).split('\n')).toEqual([own, ...quoted]);
  expect(ntfy(event)).toMatchObject({ title: own, message: quoted.join('\n') });
});

test('titles that are older than our rules hide, reorder and break no line', () => {
  const title = 'one\r\ntwo\u0000\u001b[31m\u202eeerht\u2028\u{E0041}';
  expect(slack(told('task.created', { title }))).toBe('ada@claude-code created #12: one two [31m eerht');
  expect(ntfy(told('task.created', { title })).title).toBe('ada@claude-code created #12: one two [31m eerht');
});

const LONGEST = ['&', '<', '*', '😀', '語', '\\', 'x', '\n'];

test.for(LONGEST)('however many %j there are, each service takes the body', (sign) => {
  const long = sign.repeat(5_000);
  const before = Object.fromEntries(Array.from({ length: 40 }, (_, index) => [`field${index}`, long]));
  for (const event of [
    told('note.added', { title: long, actor: long, note: long }),
    told('task.updated', { title: long, actor: long, before, after: before }),
  ]) {
    const [text = '', content = '', { title = '', message = '' }] = [slack(event), discord(event), ntfy(event)];
    expect(text.length).toBeLessThanOrEqual(3_000);
    expect(content.length).toBeLessThanOrEqual(2_000);
    expect(Buffer.byteLength(message)).toBeLessThanOrEqual(4_096);
    expect(title.length).toBeLessThanOrEqual(250);
    expect(Buffer.byteLength(JSON.stringify(ntfy(event)))).toBeLessThan(8_192);
    for (const each of [text, content, title, message]) expect(each.isWellFormed()).toBe(true);
    expect(unescaped(content)).not.toMatch(MARKUP);
    expect(text).not.toMatch(/&(?!(amp|lt|gt);)/);
  }
});

test('ntfy shows how urgent a task is', () => {
  const priorities = (['low', 'medium', 'high'] as const).map(
    (priority) => ntfy(told('task.completed', { priority })).priority,
  );
  expect(priorities).toEqual([2, 3, 4]);
  expect(ntfy(told('task.completed')).tags).toEqual(['white_check_mark']);
});

test('ntfy takes its messages at the root of the server, and the topic in them', () => {
  const url = new URL('https://corp.example/ntfy/my-topic_1?auth=abc');
  expect(ntfyFormat.target(url).href).toBe('https://corp.example/ntfy/?auth=abc');
  expect(ntfyFormat.body(told('task.created'), url).topic).toBe('my-topic_1');
  for (const wrong of ['https://ntfy.sh', 'https://ntfy.sh/', 'https://ntfy.sh/a/', 'https://ntfy.sh/a%20b'])
    expect(() => ntfyFormat.target(new URL(wrong))).toThrow('the URL ends with no topic of ntfy');
});
