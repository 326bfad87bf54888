import { StorageFailed } from '../../domain/errors.ts';

/** The target holds rows that were not brought there: the next run begins anew. */
export class Disturbed extends StorageFailed {
  constructor(what: string) {
    super(what, 'Stop whatever else writes to the target, then run the same `migrate` again: it begins anew.');
  }
}
