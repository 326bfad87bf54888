import { z } from 'zod';

export const DeliveryState = z.enum(['pending', 'delivered', 'dead']);
export type DeliveryState = z.infer<typeof DeliveryState>;

/** One event on its way to one endpoint. Times are UTC ISO. */
export const Delivery = z.object({
  id: z.int(),
  /** By which the receiver knows it, the same for every attempt. */
  message_id: z.string(),
  endpoint_id: z.int(),
  /** The change that it tells of; null for a test. */
  change_id: z.int().nullable(),
  type: z.string(),
  /** `dead`: given up, unless somebody has it replayed. */
  state: DeliveryState,
  /** Those that ended; one that was cut off does not count. */
  attempts: z.int(),
  /** When it is to be sent, or sent again where nobody tells how the attempt that runs has ended; null when it is done. */
  next_at: z.string().nullable(),
  /** The HTTP status of the last attempt; null where there was no answer. */
  last_status: z.int().nullable(),
  last_outcome: z.string().nullable(),
  /** Or when it was last replayed: it waits since then. */
  created_at: z.string(),
  done_at: z.string().nullable(),
});
export type Delivery = z.infer<typeof Delivery>;

export type NewDelivery = Omit<Delivery, 'id'> & { readonly body: string };

/** What is to be sent now, by whoever has the lease. */
export interface Claimed extends Delivery {
  readonly body: string;
  readonly lease: string;
}
