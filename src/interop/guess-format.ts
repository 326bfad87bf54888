export const IMPORT_FORMATS = ['json', 'tutorial', 'markdown'] as const;
export type ImportFormat = (typeof IMPORT_FORMATS)[number];

const SQLITE = 'SQLite format 3\0';
const BY_ENDING: readonly (readonly [RegExp, ImportFormat])[] = [
  [/\.json$/i, 'json'],
  [/\.(?:md|markdown)$/i, 'markdown'],
];
const BY_CONTENT: readonly (readonly [RegExp, ImportFormat])[] = [
  [/^(?:\xEF\xBB\xBF)?\s*\{/, 'json'],
  [/^<!-- task-manager-mcp /, 'markdown'],
  [/^[ \t]*(?:[-*+]|\d+[.)])[ \t]+\[[ xX]\]/m, 'markdown'],
];

/** What a file is by its name and its first bytes, one character each; undefined if neither tells. */
export function guessFormat(name: string, start: string): ImportFormat | undefined {
  if (start.startsWith(SQLITE)) return 'tutorial';
  const found = BY_ENDING.find(([ending]) => ending.test(name)) ?? BY_CONTENT.find(([sign]) => sign.test(start));
  return found?.[1];
}
