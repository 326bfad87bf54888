import { Invalid } from '../domain/errors.ts';

/** A number as it is shown, with its sign or without: `#12`, `12`. Throws Invalid, with the name of what it is. */
export function toNumber(name: string, text: string): number {
  if (!/^#?\d{1,15}$/.test(text))
    throw new Invalid(`${name} must be a number, as in 12 or #12, not ${JSON.stringify(text.slice(0, 60))}`);
  return Number(text.replace('#', ''));
}
