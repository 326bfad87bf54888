import type { EndpointFormat } from '../../domain/endpoint.ts';
import { discord } from './discord.ts';
import type { Format } from './format.ts';
import { ntfy } from './ntfy.ts';
import { slack } from './slack.ts';
import { standard } from './standard.ts';

export const FORMATS: Readonly<Record<EndpointFormat, Format>> = { standard, slack, discord, ntfy };
