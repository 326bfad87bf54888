import { isPostgres, tamper } from './beside.ts';

/** Makes every such statement on a table fail inside the program, until what comes back is called. */
export async function refuse(
  database: string,
  statements: readonly ('INSERT' | 'UPDATE')[],
  table: string,
): Promise<() => Promise<void>> {
  const postgres = isPostgres(database);
  if (postgres)
    await tamper(
      database,
      `CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'refused by the test'; END $$`,
    );
  const body = postgres
    ? 'FOR EACH ROW EXECUTE FUNCTION refuse()'
    : `BEGIN SELECT raise(ABORT, 'refused by the test'); END`;
  for (const statement of statements)
    await tamper(database, `CREATE TRIGGER stop_${statement} BEFORE ${statement} ON ${table} ${body}`);
  return async () => {
    for (const statement of statements)
      await tamper(database, `DROP TRIGGER stop_${statement}${postgres ? ` ON ${table}` : ''}`);
  };
}
