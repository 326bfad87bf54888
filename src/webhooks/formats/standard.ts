import type { Format } from './format.ts';

/** The event as it is, for programs. */
export const standard = {
  name: 'standard',
  target: (url) => url,
  body: (event) => event,
} as const satisfies Format;
