import type { ErrorCode } from '../domain/errors.ts';

/** So that a script can tell what went wrong. 1 is what everything else gives. */
export const EXIT_CODE: Record<ErrorCode, number> = {
  invalid: 2,
  too_large: 2,
  not_found: 3,
  conflict: 4,
  leased: 4,
  unconfirmed: 4,
  declined: 4,
  forbidden: 4,
  storage: 5,
};

export const USAGE_EXIT_CODE = 2;
