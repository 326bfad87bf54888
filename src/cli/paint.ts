import { styleText } from 'node:util';

type Style = Parameters<typeof styleText>[0];

const PARTS: readonly (readonly [RegExp, Style])[] = [
  [/^✓.*$/gm, 'dim'],
  [/^▶/gm, 'yellow'],
  [/^○/gm, 'cyan'],
  [/\[high\]/g, 'red'],
  [/ due \S+/g, 'magenta'],
];

/** The text in colours where the stream is a terminal that wants them (NO_COLOR, FORCE_COLOR). */
export function painted(text: string, stream: NodeJS.WriteStream): string {
  return PARTS.reduce(
    (result, [part, style]) => result.replace(part, (found) => styleText(style, found, { stream })),
    text,
  );
}
