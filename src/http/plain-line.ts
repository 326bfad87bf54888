import { Line } from '../domain/text.ts';

const LONGEST = 100;

/** A name of the issuer's, if it can stand in our log as it is. */
export function inPlainLine(name: string | undefined): string | undefined {
  const line = Line.safeParse(name);
  return line.success && line.data !== '' ? [...line.data].slice(0, LONGEST).join('') : undefined;
}
