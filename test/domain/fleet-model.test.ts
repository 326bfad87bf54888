import fc from 'fast-check';
import { expect, test } from 'vitest';
import { audit } from '../support/audit.ts';
import { Clock } from '../support/fleet.ts';
import { ACTORS, type Command, commands, FleetModel, type Outcome } from '../support/fleet-model.ts';
import { newDatabase } from '../support/folder.ts';
import { openSession, type Session } from '../support/session.ts';
import { idsOf, NOON } from '../support/tasks.ts';

/** The real thing, played beside the model. */
class Play {
  readonly model = new FleetModel();
  readonly #clock: Clock;
  readonly #sessions: readonly Session[];
  /** Every token that was given for a task, in order. */
  readonly #tokens = new Map<number, string[]>();

  constructor(sessions: readonly Session[], clock: Clock) {
    this.#sessions = sessions;
    this.#clock = clock;
  }

  async step(command: Command): Promise<void> {
    if (command.do === 'pass') {
      this.#clock.pass(command.minutes);
      this.model.now += command.minutes;
      return;
    }
    if (command.do === 'add') await this.#add(command);
    else if (command.do === 'next') await this.#next(command);
    else if (command.do === 'poll') await this.#session(command).text('get_changes');
    else {
      const id = this.model.idAt(command.pick);
      if (id !== undefined) await this.#onTask(command, id);
    }
    await this.#compare();
  }

  async #add({ priority, due, blockers, parent, ...by }: Command & { do: 'add' }): Promise<void> {
    const blocked_by = [...new Set(blockers.flatMap((pick) => this.model.idAt(pick) ?? []))].sort((a, b) => a - b);
    const parent_id = parent === undefined ? undefined : this.model.idAt(parent);
    await this.#session(by).text('add_task', { title: 'Task', priority, due, blocked_by, parent_id });
    this.model.add({ priority, due, blocked_by, parent_id });
  }

  async #next(command: Command): Promise<void> {
    this.model.free();
    const [best] = this.model.ready();
    const data = await this.#session(command).data('claim_task');
    if (best !== undefined) return this.#claimed(best, data, command, 15);
    const pending = [...this.model.tasks.values()].filter(({ status }) => status === 'pending');
    expect(data).toEqual({ task: null, blocked: pending.length, leased: this.model.leases.size });
  }

  async #onTask(command: Exclude<Command, { do: 'add' | 'next' | 'pass' | 'poll' }>, task_id: number): Promise<void> {
    const { model } = this;
    const given = this.#tokens.get(task_id) ?? [];
    const token = { none: undefined, last: given.at(-1), first: given[0] }[command.token];
    const lease = token === undefined ? {} : { lease: token };
    switch (command.do) {
      case 'claim': {
        model.free();
        const { minutes } = command;
        const outcome = model.whyNot(task_id);
        const data = await this.#call(command, 'claim_task', { task_id, minutes }, outcome);
        return outcome === 'ok' ? this.#claimed(task_id, data, command, minutes) : undefined;
      }
      case 'renew': {
        const { minutes } = command;
        const renewed = token ?? 'tml_AAAAAAAAAAAAAAAAAAAAAA';
        const outcome = model.renew(task_id, renewed, minutes);
        await this.#call(command, 'claim_task', { task_id, minutes, lease: renewed }, outcome);
        return;
      }
      case 'release':
        await this.#call(command, 'claim_task', { task_id, release: true, ...lease }, model.release(task_id, token));
        return;
      case 'complete':
        await this.#call(command, 'complete_task', { task_id, ...lease }, model.status(task_id, 'completed', token));
        return;
      case 'status': {
        const { status } = command;
        await this.#call(command, 'update_task', { task_id, status, ...lease }, model.status(task_id, status, token));
        return;
      }
      case 'delete':
        if (!model.isNeeded(task_id)) await this.#call(command, 'delete_task', { task_id }, model.delete(task_id));
    }
  }

  async #call(by: Command, tool: string, args: Record<string, unknown>, outcome: Outcome) {
    const { _meta, isError, structuredContent } = await this.#session(by).call(tool, args);
    expect([by.do, args, isError === true ? _meta?.['task-manager/error'] : 'ok']).toEqual([by.do, args, outcome]);
    return structuredContent;
  }

  #claimed(id: number, data: unknown, by: Command, minutes: number): void {
    expect(data).toMatchObject({ task: { id, status: 'in_progress' } });
    const token: string = Object(data).lease.token;
    this.#tokens.set(id, [...(this.#tokens.get(id) ?? []), token]);
    this.model.claimed(id, { holder: ACTORS[by.actor] ?? '', token, minutes });
  }

  /** The list of ready tasks comes first: reading it frees what has expired. */
  async #compare(): Promise<void> {
    const { model } = this;
    model.free();
    const [session] = this.#sessions;
    if (session === undefined) throw new Error('nobody plays');
    expect(await idsOf(session, 'list_tasks', { status: 'ready' })).toEqual(model.ready());
    for (const { id, status } of model.tasks.values()) {
      const { task, lease } = await session.data('get_task', { task_id: id });
      expect(task).toMatchObject({ id, status });
      const held = model.lease(id);
      const until = held && new Date(NOON().getTime() + held.until * 60_000).toISOString();
      expect(lease).toEqual(held && { holder: held.holder, until });
    }
  }

  #session({ actor }: Pick<Command, 'actor'>): Session {
    const session = this.#sessions[actor];
    if (session === undefined) throw new Error('there is no such actor');
    return session;
  }
}

test('whatever three actors do, tasks, leases and what is ready are as a small model says', async () => {
  await fc.assert(
    fc.asyncProperty(commands, async (list) => {
      const clock = new Clock();
      const database = newDatabase();
      const sessions: Session[] = [];
      for (const TASK_ACTOR of ACTORS)
        sessions.push(await openSession({ database, now: clock.now, env: { TASK_ACTOR } }));
      const play = new Play(sessions, clock);
      for (const command of list) await play.step(command);
      expect(await audit(database)).toEqual([]);
      for (const { client } of sessions) await client.close();
    }),
    { numRuns: 20 },
  );
});
