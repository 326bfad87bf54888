/** What a parser says of wrong flags or arguments, as sentences on one line, whichever parser it was. */
export function toSentence(says: string): string {
  const line = says
    .replace(/^error: /, '')
    .replace(/\s*\((Did you mean [^)]*)\)/, '. $1')
    .replaceAll(/\s+/g, ' ')
    .trim();
  return `${line.charAt(0).toUpperCase()}${line.slice(1)}`.replace(/[^.?!]$/, '$&.');
}
