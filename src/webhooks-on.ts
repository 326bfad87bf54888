import type { Outlet } from './domain/outlet.ts';
import type { Store } from './domain/store.ts';
import type { Log } from './telemetry/log.ts';
import { Courier } from './webhooks/courier.ts';
import type { DeliveryObserver } from './webhooks/deliverer.ts';
import type { Pace } from './webhooks/pace.ts';
import { Upkeep } from './webhooks/upkeep.ts';

interface On {
  readonly store: Store;
  readonly now: () => Date;
  readonly log: Log;
  readonly attempted?: DeliveryObserver['attempted'] | undefined;
  readonly pace?: Pace | undefined;
}

/**
 * What sends webhooks, none of which is loaded before there is one: most lists have none. Throws Invalid for exceptions
 * that are none.
 */
export async function webhooksOn(allowed: readonly string[], { store, now, log, attempted, pace }: On) {
  const rulesOf = async () => (await import('./webhooks/egress-rules.ts')).toEgressRules(allowed);
  // A wrong setting is named at the start, not with the first message.
  if (allowed.length > 0) await rulesOf();
  const upkeep = new Upkeep({ store, now });
  const observer: DeliveryObserver = {
    attempted: (verdict) => attempted?.(verdict),
    disabled({ id, reason }) {
      log.write('warn', 'Webhook disabled', { webhook: id, reason });
      // More may wait for it than was given up with it.
      upkeep.stir();
    },
  };
  return {
    async outlet(): Promise<Outlet> {
      const { outletWith } = await import('./webhooks/outlet.ts');
      return outletWith({ rules: await rulesOf(), now });
    },
    courier: () =>
      new Courier({
        store,
        upkeep,
        failed: (error) => log.write('warn', 'Webhooks held up', { err: error }),
        async load(wake) {
          const [{ Deliverer }, { PACE }] = await Promise.all([
            import('./webhooks/deliverer.ts'),
            import('./webhooks/pace.ts'),
          ]);
          return new Deliverer({ store, now, observer, wake, rules: await rulesOf(), pace: pace ?? PACE });
        },
      }),
  };
}
