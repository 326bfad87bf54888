import type { Format } from './format.ts';

/** The event as it is, for programs. */
export const standard = {
  atOnce: 4,
  target: (url) => url,
  body: (event) => event,
} as const satisfies Format;
