import { type Principal, SCOPES } from './principal.ts';

/** Whoever comes where nobody need sign in: the people of this machine, who may do all. */
export const LOCAL: Principal = {
  id: 'local',
  name: 'local',
  scopes: SCOPES,
  project: undefined,
  expiresAt: undefined,
};

/** Whether nobody has signed in, so that the actor is named as on standard input. */
export function isLocal({ id }: Principal): boolean {
  return id === LOCAL.id;
}
