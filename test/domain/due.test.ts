import { expect, test } from 'vitest';
import { Due } from '../../src/domain/due.ts';

const KEPT: readonly (readonly [given: string, kept: string])[] = [
  ['2026-11-25', '2026-11-25'],
  [' 2026-11-25 ', '2026-11-25'],
  ['2028-02-29', '2028-02-29'],
  ['0001-01-01', '0001-01-01'],
  ['9999-12-31', '9999-12-31'],
  ['2026-11-25T14:00:00+01:00', '2026-11-25T13:00:00Z'],
  ['2026-11-25T14:00+01:00', '2026-11-25T13:00:00Z'],
  ['2026-11-25T14:00Z', '2026-11-25T14:00:00Z'],
  ['2026-11-25T23:30:00-05:30', '2026-11-26T05:00:00Z'],
  ['2026-03-29T02:30:00+01:00', '2026-03-29T01:30:00Z'],
  ['2028-02-29T23:59:59-01:00', '2028-03-01T00:59:59Z'],
];

test.for(KEPT)('%s is kept as %s', ([given, kept]) => {
  expect(Due.parse(given)).toBe(kept);
});

const IMPOSSIBLE = [
  '2026-02-30',
  '2027-02-29',
  '2100-02-29',
  '2026-04-31',
  '2026-13-01',
  '2026-00-10',
  '2026-11-00',
  '0000-01-01',
  '2026-02-30T10:00:00Z',
  '2026-11-25T24:00:00Z',
  '2026-11-25T10:60:00Z',
  '2026-11-25T23:59:60Z',
  '2026-11-25T10:00:00+15:00',
  '2026-11-25T10:00:00+01:60',
];

test.for(IMPOSSIBLE)('%s is refused, not shifted', (given) => {
  const { error } = Due.safeParse(given);
  expect(error?.issues[0]?.message).toBe(`must be a real date, and "${given}" is none`);
});

const NO_DATES = [
  'tomorrow',
  '',
  '25.11.2026',
  '2026-11-25T10:00:00',
  '2026-11-25 10:00Z',
  '20261125',
  '2026-W48-1',
  '1e3',
];

test.for(NO_DATES)('"%s" is refused with the two forms that a date has', (given) => {
  const { error } = Due.safeParse(given);
  expect(error?.issues[0]?.message).toMatch(
    /^must be a day such as 2026-11-25 or an instant with offset such as 2026-11-25T14:00:00\+01:00, not "/,
  );
});

test('an instant after the years of four digits is refused', () => {
  expect(Due.safeParse('9999-12-31T23:00:00-02:00').success).toBe(false);
});

test('an instant before the year 1 is refused, however it is written', () => {
  expect(Due.safeParse('0001-01-01T00:00:00+02:00').success).toBe(false);
});

test('a day sorts before the instants in it and after those of the day before', () => {
  const given = ['2026-11-26T00:00:00Z', '2026-11-25', '2026-11-25T00:00:00Z', '2026-11-24T23:59:59Z'];
  const dues = given.map((due) => Due.parse(due));
  expect(dues.sort()).toEqual(['2026-11-24T23:59:59Z', '2026-11-25', '2026-11-25T00:00:00Z', '2026-11-26T00:00:00Z']);
});

test('an instant with a fraction of a second never sorts before the second it is in', () => {
  const [whole = '', later = ''] = ['2026-11-25T10:00:00Z', '2026-11-25T10:00:00.900Z'].map((due) => Due.parse(due));
  expect(whole <= later).toBe(true);
});
