import { cutTo, inLine } from '../render/text.ts';

const MAX_SHOWN = 60;

/** What the other side named, for a sentence: short, on one line, an ordinary name as it is. */
export function shown(name: string): string {
  return name.length <= MAX_SHOWN ? inLine(name) : `${inLine(cutTo(name, MAX_SHOWN))}…`;
}
