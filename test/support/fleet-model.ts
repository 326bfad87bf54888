import fc from 'fast-check';

export const ACTORS = ['ada', 'grace', 'lin'] as const;
const PRIORITIES = ['low', 'medium', 'high'] as const;
const STATUSES = ['pending', 'in_progress', 'completed'] as const;
const DUE = [undefined, '2026-11-25', '2026-12-01'] as const;
/** Which of the tokens that were given for a task a caller comes with. */
const TOKENS = ['none', 'last', 'first'] as const;

type Status = (typeof STATUSES)[number];
type Token = (typeof TOKENS)[number];

/** `pick` chooses among the live tasks, `actor` among the actors. */
export type Command = { readonly actor: number; readonly pick: number; readonly token: Token } & (
  | {
      readonly do: 'add';
      readonly priority: (typeof PRIORITIES)[number];
      readonly due: string | undefined;
      readonly blockers: readonly number[];
      readonly parent: number | undefined;
    }
  | { readonly do: 'claim' | 'renew'; readonly minutes: number }
  | { readonly do: 'status'; readonly status: Status }
  | { readonly do: 'pass'; readonly minutes: number }
  | { readonly do: 'next' | 'release' | 'complete' | 'delete' | 'poll' }
);

const whoAndWhat = { actor: fc.nat(ACTORS.length - 1), pick: fc.nat(20), token: fc.constantFrom(...TOKENS) };
const minutes = fc.constantFrom(1, 15, 60);

export const commands: fc.Arbitrary<Command[]> = fc.array(
  fc.oneof(
    {
      weight: 5,
      arbitrary: fc.record({
        ...whoAndWhat,
        do: fc.constant('add' as const),
        priority: fc.constantFrom(...PRIORITIES),
        due: fc.constantFrom(...DUE),
        blockers: fc.array(fc.nat(20), { maxLength: 2 }),
        parent: fc.option(fc.nat(20), { nil: undefined }),
      }),
    },
    {
      weight: 6,
      arbitrary: fc.record({ ...whoAndWhat, do: fc.constantFrom('claim' as const, 'renew' as const), minutes }),
    },
    {
      weight: 11,
      arbitrary: fc.record({
        ...whoAndWhat,
        do: fc.constantFrom('next', 'next', 'release', 'complete', 'complete', 'delete', 'poll'),
      }),
    },
    {
      weight: 3,
      arbitrary: fc.record({ ...whoAndWhat, do: fc.constant('status' as const), status: fc.constantFrom(...STATUSES) }),
    },
    {
      weight: 4,
      arbitrary: fc.record({ ...whoAndWhat, do: fc.constant('pass' as const), minutes: fc.constantFrom(1, 7, 15, 61) }),
    },
  ),
  { minLength: 20, maxLength: 40 },
);

interface Task {
  readonly id: number;
  status: Status;
  readonly priority: (typeof PRIORITIES)[number];
  readonly due: string | undefined;
  readonly blocked_by: readonly number[];
  readonly parent_id: number | undefined;
}

interface Lease {
  readonly holder: string;
  readonly token: string;
  until: number;
  minutes: number;
}

export type Outcome = 'ok' | 'leased' | 'conflict' | 'none ready';

/** What must happen to tasks and leases, in as few words as there are for it. Time is in minutes. */
export class FleetModel {
  readonly tasks = new Map<number, Task>();
  readonly leases = new Map<number, Lease>();
  now = 0;
  #last = 0;

  /** The live task that a number stands for; undefined while there is none. */
  idAt(pick: number): number | undefined {
    const ids = [...this.tasks.keys()];
    return ids[pick % ids.length];
  }

  add(task: Omit<Task, 'id' | 'status'>): void {
    this.#last += 1;
    this.tasks.set(this.#last, { id: this.#last, status: 'pending', ...task });
  }

  openBlockers(id: number): number[] {
    const blockers = this.tasks.get(id)?.blocked_by ?? [];
    return blockers.filter((blocker) => (this.tasks.get(blocker)?.status ?? 'completed') !== 'completed');
  }

  /** In the order in which they are taken up. */
  ready(): number[] {
    const rank = ({ priority, due = '~', id }: Task) =>
      `${2 - PRIORITIES.indexOf(priority)}${due} ${String(id).padStart(5)}`;
    const ready = [...this.tasks.values()].filter(
      ({ id, status }) => status === 'pending' && this.openBlockers(id).length === 0,
    );
    return ready.sort((one, other) => (rank(one) < rank(other) ? -1 : 1)).map(({ id }) => id);
  }

  /** The lease that counts now. */
  lease(id: number): Lease | undefined {
    const lease = this.leases.get(id);
    return lease !== undefined && lease.until > this.now ? lease : undefined;
  }

  free(): void {
    for (const id of this.leases.keys()) if (this.lease(id) === undefined) this.#set(id, 'pending');
  }

  whyNot(id: number): Outcome {
    if (this.lease(id) !== undefined) return 'leased';
    return this.tasks.get(id)?.status === 'completed' || this.openBlockers(id).length > 0 ? 'conflict' : 'ok';
  }

  claimed(id: number, lease: Pick<Lease, 'holder' | 'token' | 'minutes'>): void {
    this.#set(id, 'in_progress');
    this.leases.set(id, { ...lease, until: this.now + lease.minutes });
  }

  /** A write of one who comes with that token. */
  write(id: number, token: string | undefined): Outcome {
    const lease = this.lease(id);
    if (lease === undefined) return token === undefined ? 'ok' : 'leased';
    if (lease.token !== token) return 'leased';
    lease.until = this.now + lease.minutes;
    return 'ok';
  }

  renew(id: number, token: string, minutes: number): Outcome {
    const outcome = this.write(id, token);
    const lease = this.lease(id);
    if (outcome === 'ok' && lease !== undefined) Object.assign(lease, { minutes, until: this.now + minutes });
    return outcome;
  }

  release(id: number, token: string | undefined): Outcome {
    if (this.lease(id) === undefined) return 'ok';
    const outcome = this.write(id, token);
    if (outcome === 'ok') this.#set(id, 'pending');
    return outcome;
  }

  status(id: number, status: Status, token: string | undefined): Outcome {
    if (token === undefined) this.#freeOne(id);
    if (this.tasks.get(id)?.status === status) return 'ok';
    const outcome = this.write(id, token);
    if (outcome === 'ok') this.#set(id, status);
    return outcome;
  }

  /** Whether something would be left without it. */
  isNeeded(id: number): boolean {
    return [...this.tasks.values()].some(({ parent_id, blocked_by }) => parent_id === id || blocked_by.includes(id));
  }

  delete(id: number): Outcome {
    const outcome = this.write(id, undefined);
    if (outcome === 'ok') {
      this.tasks.delete(id);
      this.leases.delete(id);
    }
    return outcome;
  }

  /** Whoever comes without a lease finds a task whose holder is late as if it had been given back. */
  #freeOne(id: number): void {
    if (this.leases.has(id) && this.lease(id) === undefined) this.#set(id, 'pending');
  }

  #set(id: number, status: Status): void {
    const task = this.tasks.get(id);
    if (task !== undefined) task.status = status;
    if (status !== 'in_progress') this.leases.delete(id);
  }
}
