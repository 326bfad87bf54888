import { type Compilable, type CompiledQuery, type Kysely, type RawBuilder, sql } from 'kysely';
import type { Tables } from './tables.ts';

/** The place of a value that is known only when the statement runs. */
class Slot {
  readonly name: PropertyKey;

  constructor(name: PropertyKey) {
    this.name = name;
  }
}

export type Slots<Values> = { readonly [Name in keyof Values]: RawBuilder<Values[Name]> };

/**
 * A statement on the hot path, built and compiled once for each database instead of at every call, which costs more than
 * SQLite's part of the work. `build` gets a place for each of the values that a run brings.
 */
export function statement<Values extends object>() {
  return <Row>(build: (tx: Kysely<Tables>, values: Slots<Values>) => Compilable<Row>) => {
    const compiled = new WeakMap<object, CompiledQuery<Row>>();
    return async (tx: Kysely<Tables>, values: Values): Promise<Row[]> => {
      const { adapter } = tx.getExecutor();
      const query = compiled.get(adapter) ?? build(tx, slots<Values>()).compile();
      compiled.set(adapter, query);
      const parameters = query.parameters.map((value) =>
        value instanceof Slot ? Reflect.get(values, value.name) : value,
      );
      return (await tx.executeQuery<Row>({ ...query, parameters })).rows;
    };
  };
}

/** The same for a query that comes in several shapes: a statement for each, known by what `shape` says. */
export function statements<Values extends object, Shape>() {
  return <Row>(build: (tx: Kysely<Tables>, values: Slots<Values>, shape: Shape) => Compilable<Row>) => {
    const known = new Map<string, (tx: Kysely<Tables>, values: Values) => Promise<Row[]>>();
    return (tx: Kysely<Tables>, shape: Shape, values: Values): Promise<Row[]> => {
      const key = JSON.stringify(shape);
      const run = known.get(key) ?? statement<Values>()<Row>((on, slots) => build(on, slots, shape));
      known.set(key, run);
      return run(tx, values);
    };
  };
}

function slots<Values extends object>(): Slots<Values> {
  return new Proxy<Slots<Values>>(Object.create(null), { get: (_, name) => sql`${new Slot(name)}` });
}

/** The row of a statement that gives exactly one. */
export function only<Row>(rows: readonly Row[]): Row {
  const [row] = rows;
  if (row === undefined) throw new Error('a statement gave no row');
  return row;
}
