/** The row that has this column: a message of several statements has several results, which the driver's types do not say. */
export function rowWith(results: unknown, column: string): Record<string, unknown> | undefined {
  if (!Array.isArray(results)) return undefined;
  for (const result of results) {
    const rows: unknown = typeof result === 'object' && result !== null && 'rows' in result ? result.rows : undefined;
    const row: unknown = Array.isArray(rows) ? rows[0] : undefined;
    if (typeof row === 'object' && row !== null && column in row) return { ...row };
  }
  return undefined;
}
