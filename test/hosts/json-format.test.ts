import fc from 'fast-check';
import { type ParseError, parse } from 'jsonc-parser';
import { expect, test } from 'vitest';
import { jsonFormat } from '../../src/hosts/json-format.ts';

const FORMAT = jsonFormat(['mcpServers', 'task-manager']);
const ENTRY = { command: '/node', args: ['/bin.js'], env: { NAME: '$NAME' } };

/** Blanks and comments as nobody would write them; `@` becomes the file's line break. */
const trivia = fc
  .array(fc.constantFrom(' ', '\t', '@', '@  ', '@\t', ' // c, "x": {@', '/* , } */', '// http://x@'), { maxLength: 2 })
  .map((pieces) => pieces.join(''));

const { object } = fc.letrec<{ value: string; list: string; object: string }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3, depthSize: 'small' },
    fc.constantFrom('1', 'null', '"s"', '"// no"', '"}"', '"\\"/*"'),
    tie('list'),
    tie('object'),
  ),
  list: fc.tuple(fc.array(fc.tuple(trivia, tie('value'), trivia), { maxLength: 3 }), fc.boolean(), trivia).map(
    ([items, comma, end]) =>
      `[${join(
        items.map((item) => item.join('')),
        comma,
      )}${end}]`,
  ),
  object: fc
    .tuple(
      fc.uniqueArray(
        fc.tuple(
          fc.constantFrom('a', 'b', 'x//y', 'mcpServers'),
          fc.tuple(trivia, trivia, trivia, trivia),
          tie('value'),
        ),
        { maxLength: 4, selector: ([key]) => key },
      ),
      fc.boolean(),
      trivia,
    )
    .map(([items, comma, end]) => {
      const members = items.map(([key, [a, b, c, d], value]) => `${a}"${key}"${b}:${c}${value}${d}`);
      return `{${join(members, comma)}${end}}`;
    }),
}));

const join = (items: readonly string[], comma: boolean) => items.join(',') + (comma && items.length > 0 ? ',' : '');

const file = fc
  .tuple(trivia, object, trivia, fc.constantFrom('\n', '\r\n'))
  .map(([start, body, end, eol]) => `${start}${body}${end}`.replaceAll('@', eol))
  .filter((text) => isGroup(read(text).mcpServers));

const isGroup = (value: unknown) =>
  value === undefined || (typeof value === 'object' && value !== null && !Array.isArray(value));

function read(text: string): Record<string, unknown> {
  const errors: ParseError[] = [];
  const value = parse(text, errors, { allowTrailingComma: true });
  expect(errors).toEqual([]);
  return JSON.parse(JSON.stringify(value));
}

test('however a file is written, the entry comes and goes and all else means what it meant', () => {
  fc.assert(
    fc.property(file, (before) => {
      const { mcpServers = {}, ...rest } = read(before);
      const others = { ...Object(mcpServers) };
      const after = FORMAT.put(before, ENTRY);
      expect(read(after)).toEqual({ ...rest, mcpServers: { ...others, 'task-manager': ENTRY } });
      expect(FORMAT.put(after, ENTRY)).toBe(after);
      const gone = FORMAT.remove(after);
      // An object that was empty may come back with other blanks, an empty group not at all.
      if (Object.keys(rest).length > 0 && (Object.keys(others).length > 0 || read(before).mcpServers === undefined)) {
        expect(gone).toBe(before);
      }
      expect({ mcpServers: {}, ...read(gone) }).toEqual({ ...rest, mcpServers: others });
    }),
    { numRuns: 2_000 },
  );
});
