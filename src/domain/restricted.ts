import type { Changes } from './change-log.ts';
import { Forbidden } from './errors.ts';
import { elsewhere, OwnTasks } from './own-tasks.ts';
import { restrictedBlockers, restrictedTasks } from './restricted-tasks.ts';
import type { Leases, Notes, Search, Sources, Stats, Store, Tx } from './store.ts';
import { facet } from './words.ts';

/**
 * The list as whoever may see and change one project only finds it: other tasks are not there, and what would change
 * them throws Forbidden. Below the use cases, so that none of them can forget it. Every function of the port is named here, so that a new
 * one does not compile until somebody has decided.
 */
export function restricted(store: Store, project: string): Store {
  return {
    read: (work) => store.read((whole) => work(restrictedTx(whole, project))),
    write: (work, facts) => store.write((whole) => work(restrictedTx(whole, project)), facts),
    isReadOnly: store.isReadOnly,
    watch: (listener) => store.watch(listener),
    close: () => store.close(),
  };
}

function restrictedTx(whole: Tx, project: string): Tx {
  const own = new OwnTasks(whole, project);
  return {
    tasks: restrictedTasks(whole, own),
    notes: restrictedNotes(whole, own),
    changes: restrictedChanges(whole, own),
    stats: restrictedStats(whole, own),
    search: restrictedSearch(whole, own),
    sources: restrictedSources(whole, own),
    blockers: restrictedBlockers(whole, own),
    leases: restrictedLeases(whole, own),
    // They are bound to the caller already.
    keys: {
      find: (call) => whole.keys.find(call),
      put: (call, args, answer, at) => whole.keys.put(call, args, answer, at),
      purge: (before, limit) => whole.keys.purge(before, limit),
    },
    ...noAdmin(own),
    now: () => whole.now(),
  };
}

function restrictedNotes({ notes }: Tx, own: OwnTasks): Notes {
  return {
    async add(taskId, note) {
      await own.checkTask(taskId);
      return notes.add(taskId, note);
    },
    async remove(taskId, id, at) {
      await own.checkTask(taskId);
      await notes.remove(taskId, id, at);
    },
    async restore(taskId, id) {
      await own.checkTask(taskId);
      await notes.restore(taskId, id);
    },
    of: async (taskId, limit, actor) => ((await own.has(taskId)) ? notes.of(taskId, limit, actor) : []),
    lastHandover: async (taskId) => ((await own.has(taskId)) ? notes.lastHandover(taskId) : undefined),
    ofMany: async (taskIds) => notes.ofMany(await own.among(taskIds)),
  };
}

/** What happened to a task while it was of another project is not told, but counts where two writers could collide. */
function restrictedChanges({ changes }: Tx, own: OwnTasks): Changes {
  const { project } = own;
  const ofGroup: Changes['ofGroup'] = async (group) => {
    const all = await changes.ofGroup(group);
    const mine = all.filter((change) => change.project === project);
    if (mine.length > 0 && mine.length < all.length)
      throw new Forbidden(`change ${group} also changed tasks of other projects`, 'Change yours back one by one.');
    return mine;
  };
  return {
    async append(change) {
      own.check(change.project);
      return changes.append(change);
    },
    async find(id) {
      const change = await changes.find(id);
      return change?.project === project ? change : undefined;
    },
    newest: async (limit, of) => (own.isAsked(of?.project) ? changes.newest(limit, { ...of, project }) : []),
    unsettled: () => changes.unsettled(),
    head: async (asked) => (own.isAsked(asked) ? changes.head(project) : 0),
    since: async (id, limit, asked) => (own.isAsked(asked) ? changes.since(id, limit, project) : []),
    afterVersion: async (taskId, version) => ((await own.has(taskId)) ? changes.afterVersion(taskId, version) : []),
    ofGroup,
    undosOf: async (group) => ((await ofGroup(group)).length > 0 ? changes.undosOf(group) : []),
    async empty(taskIds) {
      for (const id of taskIds) await own.checkTask(id);
      await changes.empty(taskIds);
    },
    // Numbers alone.
    has: (id) => changes.has(id),
    purgedTo: () => changes.purgedTo(),
  };
}

function restrictedStats({ stats }: Tx, own: OwnTasks): Stats {
  return {
    async adjust(delta) {
      own.check(delta.project);
      await stats.adjust(delta);
    },
    tally: async (project) => (own.isAsked(project) ? stats.tally(own.project) : []),
    async projects(prefix, limit) {
      const isAsked = own.project.startsWith(prefix) && limit > 0;
      return isAsked && (await stats.tally(own.project)).length > 0 ? [own.project] : [];
    },
  };
}

function restrictedSearch({ search }: Tx, own: OwnTasks): Search {
  const only = [facet('project', own.project)];
  return {
    async put(task, notes) {
      own.check(task.project);
      await own.checkTask(task.id);
      await search.put(task, notes);
    },
    async remove(taskId) {
      await own.checkTask(taskId);
      await search.remove(taskId);
    },
    ids: (query, half, before, limit) => search.ids({ ...query, facets: [...query.facets, only] }, half, before, limit),
    count: (query, limit) => search.count({ ...query, facets: [...query.facets, only] }, limit),
  };
}

/** A source is known by what it brought to the whole list. */
function restrictedSources({ sources }: Tx, own: OwnTasks): Sources {
  const refuse = async () => {
    throw new Forbidden(`you may change tasks of project ${JSON.stringify(own.project)} only, so you cannot import`);
  };
  return { ownId: () => sources.ownId(), find: refuse, put: refuse };
}

function restrictedLeases({ leases }: Tx, own: OwnTasks): Leases {
  const none = { count: 0, first: undefined };
  return {
    find: async (taskId) => ((await own.has(taskId)) ? leases.find(taskId) : undefined),
    isHeldBy: async (taskId, token) => (await own.has(taskId)) && leases.isHeldBy(taskId, token),
    async put(lease, token) {
      await own.checkTask(lease.task_id);
      await leases.put(lease, token);
    },
    async renew(taskId, until, minutes) {
      await own.checkTask(taskId);
      await leases.renew(taskId, until, minutes);
    },
    async end(taskId) {
      await own.checkTask(taskId);
      await leases.end(taskId);
    },
    expired: async (now, of) => (own.isAsked(of.project) ? leases.expired(now, { ...of, project: own.project }) : []),
    bestExpired: async (now, of) =>
      own.isAsked(of.project) ? leases.bestExpired(now, { ...of, project: own.project }) : undefined,
    held: async (now, of) => (own.isAsked(of.project) ? leases.held(now, { ...of, project: own.project }) : none),
  };
}

function noAdmin({ project }: OwnTasks): Pick<Tx, 'tokens' | 'endpoints' | 'deliveries'> {
  const refuse = async () => {
    throw elsewhere(project);
  };
  const [insert, find, all] = [refuse, refuse, refuse];
  return {
    tokens: { insert, find, all, revoke: refuse, use: refuse, live: refuse },
    endpoints: {
      ...{ insert, find, all, count: refuse, holdFree: refuse },
      ...{ isAnyEnabled: refuse, save: refuse, remove: refuse },
    },
    deliveries: {
      ...{ insert, find, page: refuse, claim: refuse, inFlight: refuse, nextAt: refuse, settle: refuse },
      ...{ bringForward: refuse, abandon: refuse, replay: refuse, replayDead: refuse, purge: refuse, backlog: refuse },
    },
  };
}
