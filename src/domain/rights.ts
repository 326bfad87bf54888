import { Forbidden } from './errors.ts';
import { type Principal, SCOPES, type Scope } from './principal.ts';
import { restricted } from './restricted.ts';
import type { Store, Tokens, Tx } from './store.ts';
import type { Deliveries, Endpoints } from './webhook-store.ts';

/** Whether one of these scopes is the needed one or includes it. */
export function holds(scopes: readonly Scope[], needed: Scope): boolean {
  return scopes.some((scope) => SCOPES.indexOf(scope) >= SCOPES.indexOf(needed));
}

/** The needed scope and all that it includes: whoever asks for these gets enough even where nobody knows the order. */
export function withIncluded(needed: Scope): Scope[] {
  return SCOPES.slice(0, SCOPES.indexOf(needed) + 1);
}

/**
 * The store as far as the caller may use it: whichever way a call takes, it can do no more than this. What is not allowed
 * throws Forbidden.
 */
export function storeFor(store: Store, { scopes, project }: Pick<Principal, 'scopes' | 'project'>): Store {
  const own = project === undefined ? store : restricted(store, project);
  const tx = (inner: Tx) => (holds(scopes, 'tasks:admin') ? inner : withoutAdmin(inner));
  const canWrite = holds(scopes, 'tasks:write');
  return {
    read: async (work) => (holds(scopes, 'tasks:read') ? own.read((inner) => work(tx(inner))) : lacks('tasks:read')),
    write: async (work, facts) => (canWrite ? own.write((inner) => work(tx(inner)), facts) : lacks('tasks:write')),
    isReadOnly: store.isReadOnly || !canWrite,
    watch: (listener) => store.watch(listener),
    // It belongs to the process, not to one caller.
    close: async () => {},
  };
}

/** Each part by name, so that a new one does not compile until somebody has decided whose it is. */
function withoutAdmin(inner: Tx): Tx {
  const { tasks, notes, changes, stats, search, sources, blockers, leases, keys } = inner;
  const parts = { tasks, notes, changes, stats, search, sources, blockers, leases, keys };
  return { ...parts, tokens: NO_TOKENS, endpoints: NO_ENDPOINTS, deliveries: NO_DELIVERIES, now: () => inner.now() };
}

function lacks(scope: Scope): never {
  throw new Forbidden(`this needs the scope ${scope}, which you were not granted`);
}

const refused = async () => lacks('tasks:admin');
const NO_TOKENS: Tokens = {
  insert: refused,
  find: refused,
  all: refused,
  revoke: refused,
  use: refused,
  live: refused,
};
const NO_ENDPOINTS: Endpoints = {
  insert: refused,
  find: refused,
  all: refused,
  count: refused,
  holdFree: refused,
  isAnyEnabled: refused,
  save: refused,
  remove: refused,
};
const NO_DELIVERIES: Deliveries = {
  insert: refused,
  find: refused,
  page: refused,
  claim: refused,
  inFlight: refused,
  nextAt: refused,
  bringForward: refused,
  settle: refused,
  abandon: refused,
  replay: refused,
  replayDead: refused,
  purge: refused,
  backlog: refused,
};
