import { discord } from './discord.ts';
import type { Format } from './format.ts';
import { ntfy } from './ntfy.ts';
import { slack } from './slack.ts';
import { standard } from './standard.ts';

/** The first one is what an endpoint gets that names none. */
export const FORMATS = [standard, slack, discord, ntfy] as const satisfies readonly Format[];
