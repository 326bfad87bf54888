/** What two descriptions of the same thing do not agree about, each line once. */
export function difference(what: string, kept: readonly string[], expected: readonly string[]): string[] {
  const [have, want] = [new Set(kept), new Set(expected)];
  return [
    ...[...want].filter((line) => !have.has(line)).map((line) => `${what} missing: ${line}`),
    ...[...have].filter((line) => !want.has(line)).map((line) => `${what} too many: ${line}`),
    ...(kept.length === have.size ? [] : [`${what} kept twice`]),
  ];
}

export function show(value: unknown): string {
  return JSON.stringify(value);
}

/** The same text for the same fields, however they are ordered. */
export function sorted(fields: Readonly<Record<string, unknown>>): string {
  return show(Object.entries(fields).sort(([one], [other]) => one.localeCompare(other)));
}

/** The elements of a JSON array in a column. */
export function listIn(column: unknown): unknown[] {
  return JSON.parse(String(column));
}
