import type { ApiToken } from '../domain/api-token.ts';
import { inLine, shortTime } from './text.ts';

/** `#3 ci: tasks:read, tasks:write; project web; until 2027-02-20T12:00Z; used 2026-11-22T12:00Z` */
export function tokenLine({ id, name, scopes, project, expires_at, last_used_at }: ApiToken, now: Date): string {
  const isExpired = expires_at !== null && Date.parse(expires_at) <= now.getTime();
  const end = expires_at === null ? 'never ends' : `${isExpired ? 'expired' : 'until'} ${shortTime(expires_at)}`;
  const facts = [
    scopes.join(', '),
    ...(project === null ? [] : [`project ${project}`]),
    end,
    last_used_at === null ? 'never used' : `used ${shortTime(last_used_at)}`,
  ];
  return `#${id} ${inLine(name)}: ${facts.join('; ')}`;
}
