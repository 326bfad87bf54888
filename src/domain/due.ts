import { z } from 'zod';

const DAY = /^(\d{4})-(\d{2})-(\d{2})$/;
const INSTANT = /^(\d{4}-\d{2}-\d{2})T(\d{2}):(\d{2})(?::(\d{2})(?:\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})$/;
const FORM = 'must be a day such as 2026-11-25 or an instant with offset such as 2026-11-25T14:00:00+01:00';

/** Whether the calendar has that day; JavaScript itself would shift February 30 into March. */
function isDay(text: string): boolean {
  const [, year, month, day] = DAY.exec(text) ?? [];
  if (year === undefined || year === '0000') return false;
  const date = new Date(`${text}T00:00:00Z`);
  return date.getUTCMonth() + 1 === Number(month) && date.getUTCDate() === Number(day);
}

function toInstant(text: string): string | undefined {
  const [, day, hour, minute, second = '00', offset] = INSTANT.exec(text) ?? [];
  if (day === undefined || offset === undefined || !isDay(day)) return undefined;
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return undefined;
  const [, offsetHour = '00', offsetMinute = '00'] = /(\d{2}):(\d{2})/.exec(offset) ?? [];
  if (Number(offsetHour) > 14 || Number(offsetMinute) > 59) return undefined;
  const instant = new Date(`${day}T${hour}:${minute}:${second}${offset}`).toISOString();
  return isDay(instant.slice(0, 10)) ? instant.replace('.000Z', 'Z') : undefined;
}

/**
 * A day `YYYY-MM-DD`, or an instant with offset, kept as UTC `YYYY-MM-DDTHH:MM:SSZ`: both sort as text, a day before
 * the instants in it. Impossible dates are refused, never shifted.
 */
export const Due = z.string().transform((raw, context) => {
  const text = raw.trim();
  const due = isDay(text) ? text : toInstant(text);
  if (due !== undefined) return due;
  const known = DAY.test(text) || INSTANT.test(text);
  const message = known
    ? `must be a real date, and ${JSON.stringify(text)} is none`
    : `${FORM}, not ${JSON.stringify(text.slice(0, 40))}`;
  context.addIssue({ code: 'custom', message });
  return z.NEVER;
});
