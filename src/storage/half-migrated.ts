import { StorageFailed } from '../domain/errors.ts';

/** In the place of the schema's version while a list is moved in: no program, older or newer, takes what is there for one. */
export const FILLING = 2_000_000_000;

/** Only a part of a list is there. */
export class HalfMigrated extends StorageFailed {
  constructor() {
    super(
      'a list is being migrated into it, and only a part is there',
      'Run the same `migrate` again: it goes on where it stopped.',
    );
  }
}
