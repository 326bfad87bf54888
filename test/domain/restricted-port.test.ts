import { expect, test } from 'vitest';
import { Forbidden } from '../../src/domain/errors.ts';
import type { Tx } from '../../src/domain/store.ts';
import type { Task } from '../../src/domain/task.ts';
import { toQuery } from '../../src/domain/words.ts';
import { openList, tell } from '../support/list.ts';

const AT = '2026-11-22T12:00:00.000Z';
const LATER = new Date('2027-11-22T12:00:00.000Z');
const REFUSED = Symbol('refused');

/** Ours is #1 in web; theirs is #2 in api, claimed, with a note; #3 was deleted from api; #4 in api waits for #2. */
const OURS = 1;
const THEIRS = 2;
const DELETED = 3;

type Attempt = readonly [expected: unknown, attempt: (tx: Tx, theirs: Task) => Promise<unknown>];
type Attempts = { readonly [Noun in Exclude<keyof Tx, 'now'>]: { readonly [Name in keyof Tx[Noun]]: Attempt } };

const words = toQuery('secret', []);
if (words === undefined) throw new Error('a word is a query');
const change = { group: undefined, at: AT, actor: 'eve', kind: 'task.updated' as const, version: 9 };
const lease = { task_id: THEIRS, holder: 'eve', until: AT, minutes: 1, fence: 1 };
const note = { at: AT, actor: 'eve', text: 'secret' };
const keyed = { actor: 'eve', tool: 'add_task', key: 'k' };
const endpoint = {
  ...{ url: 'https://hooks.example/', format: 'standard' as const, description: '', state: 'enabled' as const },
  ...{ filter: { events: [], project: null, tags: [], min_priority: null }, reason: null, secrets: [], cursor: 0 },
  ...{ failures: 0, failing_since: null, paused_until: null, created_at: AT, created_by: 'eve' },
};
const token = { name: 'x', scopes: [], project: null, created_at: AT, created_by: 'eve', expires_at: null };

/** What each function of the port does with what is of another project. A new one does not compile until it stands here. */
const ATTEMPTS: Attempts = {
  tasks: {
    find: [undefined, (tx) => tx.tasks.find(THEIRS)],
    findMany: [[], (tx) => tx.tasks.findMany([THEIRS])],
    findDeleted: [undefined, (tx) => tx.tasks.findDeleted(DELETED)],
    wasDeleted: [false, (tx) => tx.tasks.wasDeleted(DELETED)],
    hold: [undefined, (tx) => tx.tasks.hold([THEIRS])],
    bestReady: [undefined, (tx) => tx.tasks.bestReady({ project: 'api' })],
    reserve: [expect.any(Array), (tx) => tx.tasks.reserve(1)],
    insert: [REFUSED, (tx, { id: _, ...theirs }) => tx.tasks.insert(theirs)],
    save: [REFUSED, (tx, theirs) => tx.tasks.save({ ...theirs, project: 'web' }, theirs)],
    remove: [REFUSED, (tx, theirs) => tx.tasks.remove(theirs)],
    restore: [REFUSED, (tx, theirs) => tx.tasks.restore({ ...theirs, id: DELETED, project: 'web' })],
    subtasks: [[], (tx) => tx.tasks.subtasks([THEIRS])],
    purge: [[], (tx) => tx.tasks.purge(LATER.toISOString(), 9)],
    latest: [[], (tx, { title, created_by }) => tx.tasks.latest(9, { title, created_by })],
    page: [[], (tx) => tx.tasks.page({ project: 'api' }, undefined, 9)],
    summaries: [[], (tx) => tx.tasks.summaries({ project: 'api' }, undefined, 9)],
    count: [0, (tx) => tx.tasks.count({ project: 'api' }, 9)],
    idsStartingWith: [[OURS], (tx) => tx.tasks.idsStartingWith('', 9)],
  },
  notes: {
    add: [REFUSED, (tx) => tx.notes.add(THEIRS, note)],
    remove: [REFUSED, (tx) => tx.notes.remove(THEIRS, 1, AT)],
    restore: [REFUSED, (tx) => tx.notes.restore(THEIRS, 1)],
    of: [[], (tx) => tx.notes.of(THEIRS, 9)],
    lastHandover: [undefined, (tx) => tx.notes.lastHandover(THEIRS)],
    ofMany: [new Map(), (tx) => tx.notes.ofMany([THEIRS])],
  },
  changes: {
    append: [
      REFUSED,
      (tx) => tx.changes.append({ ...change, task_id: THEIRS, project: 'api', before: null, after: null }),
    ],
    find: [undefined, (tx) => tx.changes.find(2)],
    newest: [[], (tx) => tx.changes.newest(9, { taskId: THEIRS })],
    unsettled: [[], (tx) => tx.changes.unsettled()],
    head: [0, (tx) => tx.changes.head('api')],
    since: [[], (tx) => tx.changes.since(0, 9, 'api')],
    afterVersion: [[], (tx) => tx.changes.afterVersion(THEIRS, 0)],
    ofGroup: [[], (tx) => tx.changes.ofGroup(2)],
    undosOf: [[], (tx) => tx.changes.undosOf(2)],
    empty: [REFUSED, (tx) => tx.changes.empty([THEIRS])],
    has: [true, (tx) => tx.changes.has(1)],
    purgedTo: [0, (tx) => tx.changes.purgedTo()],
  },
  stats: {
    adjust: [REFUSED, (tx) => tx.stats.adjust({ project: 'api', priority: 'low', status: 'pending', count: 1 })],
    tally: [[], (tx) => tx.stats.tally('api')],
    projects: [['web'], (tx) => tx.stats.projects('', 9)],
  },
  search: {
    put: [REFUSED, (tx, theirs) => tx.search.put({ ...theirs, project: 'web' }, [])],
    remove: [REFUSED, (tx) => tx.search.remove(THEIRS)],
    ids: [[], (tx) => tx.search.ids(words, 'title', undefined, 9)],
    count: [0, (tx) => tx.search.count(words, 9)],
  },
  sources: {
    ownId: [expect.any(String), (tx) => tx.sources.ownId()],
    find: [REFUSED, (tx) => tx.sources.find('file', ['1'])],
    put: [REFUSED, (tx) => tx.sources.put('file', '1', { task_id: THEIRS, seen: {} })],
  },
  blockers: {
    of: [new Map(), (tx) => tx.blockers.of([4])],
    dependents: [[], (tx) => tx.blockers.dependents([THEIRS])],
    readyDependents: [[], (tx) => tx.blockers.readyDependents([THEIRS])],
  },
  leases: {
    find: [undefined, (tx) => tx.leases.find(THEIRS)],
    isHeldBy: [false, (tx) => tx.leases.isHeldBy(THEIRS, 'x')],
    put: [REFUSED, (tx) => tx.leases.put(lease, 'x')],
    renew: [REFUSED, (tx) => tx.leases.renew(THEIRS, AT, 1)],
    end: [REFUSED, (tx) => tx.leases.end(THEIRS)],
    expired: [[], (tx) => tx.leases.expired(LATER, { limit: 9 })],
    bestExpired: [undefined, (tx) => tx.leases.bestExpired(LATER, {})],
    held: [{ count: 0, first: undefined }, (tx) => tx.leases.held(new Date(), {})],
  },
  keys: {
    find: [undefined, (tx) => tx.keys.find(keyed)],
    put: [undefined, (tx) => tx.keys.put(keyed, '{}', { data: {}, text: '' }, AT)],
    purge: [undefined, (tx) => tx.keys.purge(AT, 1)],
  },
  tokens: {
    insert: [REFUSED, (tx) => tx.tokens.insert(token, 'tmk_x')],
    find: [REFUSED, (tx) => tx.tokens.find('tmk_x')],
    all: [REFUSED, (tx) => tx.tokens.all()],
    revoke: [REFUSED, (tx) => tx.tokens.revoke(1, AT)],
    use: [REFUSED, (tx) => tx.tokens.use(1, AT)],
    live: [REFUSED, (tx) => tx.tokens.live([1])],
  },
  endpoints: {
    insert: [REFUSED, (tx) => tx.endpoints.insert(endpoint)],
    find: [REFUSED, (tx) => tx.endpoints.find(1)],
    all: [REFUSED, (tx) => tx.endpoints.all()],
    count: [REFUSED, (tx) => tx.endpoints.count()],
    holdFree: [REFUSED, (tx) => tx.endpoints.holdFree([1])],
    isAnyEnabled: [REFUSED, (tx) => tx.endpoints.isAnyEnabled()],
    save: [REFUSED, (tx) => tx.endpoints.save(1, { state: 'disabled' })],
    remove: [REFUSED, (tx) => tx.endpoints.remove(1, 9)],
  },
  deliveries: {
    insert: [REFUSED, (tx) => tx.deliveries.insert([])],
    find: [REFUSED, (tx) => tx.deliveries.find(1)],
    page: [REFUSED, (tx) => tx.deliveries.page({}, 9)],
    claim: [REFUSED, (tx) => tx.deliveries.claim({ endpointId: 1, now: LATER, until: LATER, lease: 'x', limit: 9 })],
    inFlight: [REFUSED, (tx) => tx.deliveries.inFlight(1, LATER)],
    nextAt: [REFUSED, (tx) => tx.deliveries.nextAt(1)],
    bringForward: [REFUSED, (tx) => tx.deliveries.bringForward(1, { now: new Date(), latest: new Date() }, 1)],
    settle: [REFUSED, (tx) => tx.deliveries.settle(1, 'x', { state: 'dead' })],
    abandon: [REFUSED, (tx) => tx.deliveries.abandon({ endpointId: 1, why: 'why', at: AT }, 9)],
    replay: [REFUSED, (tx) => tx.deliveries.replay(1, AT)],
    replayDead: [REFUSED, (tx) => tx.deliveries.replayDead({ endpointId: 1, after: 0, at: AT }, 9)],
    purge: [REFUSED, (tx) => tx.deliveries.purge({ delivered: AT, dead: AT }, 9)],
    backlog: [REFUSED, (tx) => tx.deliveries.backlog()],
  },
};

const NAMES = Object.entries(ATTEMPTS).flatMap(([noun, attempts]) =>
  Object.entries(attempts).map(([name, attempt]: [string, Attempt]) => [`${noun}.${name}`, attempt] as const),
);

async function twoProjects() {
  const list = await openList();
  const { everything } = list;
  await tell(everything, 'add_task', { title: 'Ours', project: 'web' });
  await tell(everything, 'add_task', { title: 'Their secret', project: 'api' });
  await tell(everything, 'add_task', { title: 'Gone secret', project: 'api' });
  await tell(everything, 'add_task', { title: 'Waiting secret', project: 'api', blocked_by: [THEIRS] });
  await tell(everything, 'add_task', { title: 'Below secret', project: 'api', parent_id: THEIRS });
  await tell(everything, 'delete_task', { task_id: DELETED });
  await tell(everything, 'delete_task', { task_id: 5 });
  await tell(everything, 'claim_task', { task_id: THEIRS, note: 'secret' });
  const theirs = await everything.store.read((tx) => tx.tasks.find(THEIRS));
  if (theirs === undefined) throw new Error('they have a task');
  return { ...list, theirs };
}

test('every function of the port has an attempt', async () => {
  const { everything } = await openList();
  const names = await everything.store.read(async (tx) =>
    Object.entries(tx).flatMap(([noun, of]) =>
      typeof of === 'function' ? [] : Object.keys(of).map((name) => `${noun}.${name}`),
    ),
  );
  expect(names.toSorted()).toEqual(NAMES.map(([name]) => name).toSorted());
});

test.each(NAMES)('%s shows and changes nothing of another project', async (_name, [expected, attempt]) => {
  const { everything, as, theirs } = await twoProjects();
  const all = () =>
    everything.store.read(async (tx) => ({
      tasks: await tx.tasks.findMany([1, 2, 4]),
      changes: await tx.changes.newest(99),
      notes: await tx.notes.ofMany([1, 2, 4]),
      lease: await tx.leases.find(THEIRS),
      tally: await tx.stats.tally(),
      found: await tx.search.ids(words ?? { terms: [], beginning: undefined, facets: [] }, 'title', undefined, 9),
    }));
  const before = await all();
  const { store } = as({ project: 'web', scopes: ['tasks:admin'] });
  const outcome = await store
    .write(async (tx) => attempt(tx, theirs))
    .catch((error: unknown) => {
      if (error instanceof Forbidden) return REFUSED;
      throw error;
    });
  expect(outcome).toEqual(expected);
  expect(await all()).toEqual(before);
});

test('a store of a caller cannot be closed by it', async () => {
  const { everything, as } = await openList();
  await as({ project: 'web' }).store.close();
  expect(await tell(everything, 'list_tasks')).toBe('No tasks found.');
});
