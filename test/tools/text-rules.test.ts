import fc from 'fast-check';
import { expect, test } from 'vitest';
import { openSession } from '../support/session.ts';

/** What must stand in no text, and how the error calls it. */
const FORBIDDEN = [
  ['\u0000', 'the character U+0000'],
  ['\u0007', 'the character U+0007'],
  ['\u001B', 'the character U+001B'],
  ['\u007F', 'the character U+007F'],
  ['\u0085', 'the character U+0085'],
  ['\u2028', 'the character U+2028'],
  ['\u2029', 'the character U+2029'],
  ['\u202E', 'the character U+202E'],
  ['\u202A', 'the character U+202A'],
  ['\u2066', 'the character U+2066'],
  ['\u2069', 'the character U+2069'],
  ['\u{E0001}', 'the character U+E0001'],
  ['\u{E0041}', 'the character U+E0041'],
  ['\uD800', 'half of a surrogate pair'],
  ['\uDC00', 'half of a surrogate pair'],
] as const;

/** Puts a text into every field that takes one. */
const FIELDS: Record<string, (text: string) => Record<string, unknown>> = {
  title: (title) => ({ title }),
  description: (description) => ({ description }),
  project: (project) => ({ project }),
  'tags[0]': (tag) => ({ tags: [tag] }),
  assignee: (assignee) => ({ assignee }),
  note: (note) => ({ note }),
};

test.each(FORBIDDEN)('%j is refused in every text, as %s', async (sign, name) => {
  const session = await openSession();
  await session.text('add_task', { title: 'Review PR' });
  for (const [field, make] of Object.entries(FIELDS)) {
    expect(await session.failure('update_task', { task_id: 1, ...make(`abc${sign}def`) })).toBe(
      `Error: ${field} must not contain ${name}\nCorrect it and call update_task again.`,
    );
  }
  expect(await session.data('get_task', { task_id: 1 })).toMatchObject({ task: { version: 1 } });
});

test.each(['title', 'project', 'tags[0]', 'assignee'])('%s is one line', async (field) => {
  const session = await openSession();
  await session.text('add_task', { title: 'Review PR' });
  for (const [sign, name] of [
    ['\n', 'U+000A'],
    ['\r', 'U+000D'],
    ['\t', 'U+0009'],
  ] as const)
    expect(await session.failure('update_task', { task_id: 1, ...FIELDS[field]?.(`abc${sign}def`) })).toContain(
      `${field} must not contain the character ${name}`,
    );
});

test('a description keeps its lines and tabs; CRLF becomes LF; a single CR is refused', async () => {
  const session = await openSession();
  const added = session.data('add_task', { title: 'Review PR', description: '\n\ta\r\n\r\n b \n' });
  expect(await added).toMatchObject({ task: { description: '\n\ta\n\n b \n' } });
  expect(await session.failure('add_task', { title: 'Review PR', description: 'a\rb' })).toContain(
    'description must not contain the character U+000D',
  );
});

test.each([
  'Family 👨‍👩‍👧‍👦 dinner',
  'Flag 🏳️‍🌈 and 👍🏽',
  'Heart ❤️ and 5️⃣',
  'לקנות חלב היום',
  'مراجعة الطلب رقم ٥',
  'اجتماع\u200Fمهم',
  'می\u200Cخواهم بروم',
  '東京の会議を予約する',
  'ซื้อนมวันนี้',
  'नमस्ते दुनिया',
  "Robert'); DROP TABLE tasks;--",
  '<script>alert(1)</script>',
  '100% \\n "quoted" {json}',
])('the title %s is kept exactly', async (title) => {
  const session = await openSession();
  expect(await session.text('add_task', { title })).toBe(`Created task #1: ${title} (medium)`);
  expect(await session.text('list_tasks')).toBe(`○ #1: ${title} [medium]`);
  expect(await session.data('get_task', { task_id: 1 })).toMatchObject({ task: { title } });
});

test('text is stored composed (NFC) and measured so', async () => {
  const session = await openSession();
  const title = 'e\u0301'.repeat(50);
  expect(await session.data('add_task', { title })).toMatchObject({ task: { title: 'é'.repeat(50) } });
});

test('any text is either kept, composed, or refused with a reason', async () => {
  const session = await openSession();
  await session.text('add_task', { title: 'Review PR' });
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: 'binary', minLength: 1, maxLength: 60 }), async (description) => {
      const result = await session.call('update_task', { task_id: 1, description });
      if (result.isError === true) {
        expect(result).toMatchObject({ content: [{ text: expect.stringContaining('description must not contain') }] });
      } else {
        expect(result).toMatchObject({
          structuredContent: { task: { description: description.replaceAll('\r\n', '\n').normalize('NFC') } },
        });
      }
    }),
    { numRuns: 150 },
  );
});

test.each(['a b', 'a/b', '-a', '.a', 'a#b', '', 'x'.repeat(51)])(
  'the tag and project %j, which could not stand in a URI, is refused',
  async (name) => {
    const session = await openSession();
    const rule = `must be 1–50 letters, digits, ".", "_" or "-", such as "web-shop", not ${JSON.stringify(name)}`;
    expect(await session.failure('add_task', { title: 'Review PR', tags: [name] })).toContain(`tags[0] ${rule}`);
    expect(await session.failure('add_task', { title: 'Review PR', project: name })).toContain(`project ${rule}`);
  },
);

test('fifty tags are taken and fifty-one are refused', async () => {
  const session = await openSession();
  const tags = Array.from({ length: 50 }, (_, index) => `tag-${index + 10}`);
  expect(await session.data('add_task', { title: 'Review PR', tags })).toMatchObject({ task: { tags } });
  expect(await session.failure('add_task', { title: 'Review PR', tags: [...tags, 'more'] })).toBe(
    'Error: tags must have at most 50 entries, not 51\nCorrect it and call add_task again.',
  );
});

test('an assignee has 1 to 100 characters', async () => {
  const session = await openSession();
  await session.text('add_task', { title: 'Review PR', assignee: 'x'.repeat(100) });
  for (const assignee of ['', '@', ' ', 'x'.repeat(101)])
    expect(await session.failure('add_task', { title: 'Review PR', assignee })).toContain(
      'assignee must be 1–100 characters',
    );
});

test.each(['\u200B\u200B\u200B', '\u2060\u00AD\u3164', '\uFE0F\u200D\u200B'])(
  'a title that cannot be seen is refused (%#)',
  async (title) => {
    const session = await openSession();
    expect(await session.failure('add_task', { title })).toContain('title must');
  },
);

test('text hidden in variation selectors is refused, a single one is kept', async () => {
  const session = await openSession();
  expect(await session.failure('add_task', { title: 'Review\u{E0101}\u{E0102}\u{E0103}' })).toContain(
    'title must not contain several variation selectors in a row',
  );
  expect(await session.text('add_task', { title: 'Love ❤\uFE0F it' })).toBe(
    'Created task #1: Love ❤\uFE0F it (medium)',
  );
});
