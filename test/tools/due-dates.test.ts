import fc from 'fast-check';
import { expect, test } from 'vitest';
import { openSession } from '../support/session.ts';

const FORM = 'must be a day such as 2026-11-25 or an instant with offset such as 2026-11-25T14:00:00+01:00';

test.each([
  ['2026-11-25', '2026-11-25'],
  [' 2026-11-25 ', '2026-11-25'],
  ['2024-02-29', '2024-02-29'],
  ['2000-02-29', '2000-02-29'],
  ['0001-01-01', '0001-01-01'],
  ['9999-12-31', '9999-12-31'],
  ['2026-11-25T14:00:00+01:00', '2026-11-25T13:00:00Z'],
  ['2026-11-25T14:00+01:00', '2026-11-25T13:00:00Z'],
  ['2026-11-25T14:00Z', '2026-11-25T14:00:00Z'],
  ['2026-11-25T00:30:15+05:30', '2026-11-24T19:00:15Z'],
  ['2026-11-25T23:00-03:00', '2026-11-26T02:00:00Z'],
  ['2026-11-25T14:00:00.000Z', '2026-11-25T14:00:00Z'],
  ['2026-11-25T14:00:00.999999999Z', '2026-11-25T14:00:00Z'],
  ['9999-12-31T23:59:59Z', '9999-12-31T23:59:59Z'],
])('the due date %j is kept as %s', async (due, kept) => {
  const session = await openSession();
  expect(await session.data('add_task', { title: 'Review PR', due })).toMatchObject({ task: { due: kept } });
});

test.each([
  '2026-02-30',
  '2026-02-29',
  '2100-02-29',
  '2026-04-31',
  '2026-13-01',
  '2026-00-10',
  '2026-01-00',
  '0000-01-01',
  '2026-02-30T10:00Z',
  '2026-11-25T24:00Z',
  '2026-11-25T10:60Z',
  '2026-11-25T10:00:60Z',
  '2026-11-25T10:00+15:00',
  '2026-11-25T10:00+01:60',
  '9999-12-31T23:00-05:00',
])('the impossible date %s is refused, not shifted', async (due) => {
  const session = await openSession();
  expect(await session.failure('add_task', { title: 'Review PR', due })).toBe(
    `Error: due must be a real date, and "${due}" is none\nCorrect it and call add_task again.`,
  );
});

test.each([
  'tomorrow',
  '',
  '25.11.2026',
  '2026-11',
  '2026-1-5',
  '20261125',
  '2026-11-25 10:00Z',
  '2026-11-25T10:00',
  '2026-11-25T10Z',
  '+002026-11-25',
  '12026-11-25',
  '-2026-11-25',
  '２０２６-11-25',
])('%j, which is no date, is answered with how dates are written', async (due) => {
  const session = await openSession();
  expect(await session.failure('add_task', { title: 'Review PR', due })).toBe(
    `Error: due ${FORM}, not ${JSON.stringify(due)}\nCorrect it and call add_task again.`,
  );
});

test('whatever is accepted comes back in the one form that sorts, and is accepted again', async () => {
  const session = await openSession();
  await session.text('add_task', { title: 'Review PR' });
  const instant = fc.date({ min: new Date('1000-01-01'), max: new Date('9000-01-01'), noInvalidDate: true });
  const minutes = fc.integer({ min: 0, max: 59 });
  const offset = fc.tuple(fc.constantFrom('+', '-'), fc.integer({ min: 0, max: 14 }), minutes);
  await fc.assert(
    fc.asyncProperty(instant, offset, async (date, [sign, hour, minute]) => {
      const local = `${date.toISOString().slice(0, 19)}${sign}${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`;
      await session.text('update_task', { task_id: 1, due: local });
      const due = `${new Date(local).toISOString().slice(0, 19)}Z`;
      expect(await session.data('get_task', { task_id: 1 })).toMatchObject({ task: { due } });
      expect(await session.text('update_task', { task_id: 1, due })).toContain('unchanged');
    }),
    { numRuns: 40 },
  );
});

test('an instant that is before the year 1 in UTC is refused', async () => {
  const session = await openSession();
  await session.failure('add_task', { title: 'Review PR', due: '0001-01-01T00:00+14:00' });
});
