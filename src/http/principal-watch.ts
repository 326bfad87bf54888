import { tokenIdOf } from '../domain/api-token.ts';
import type { Call } from '../domain/call.ts';
import type { Principal } from '../domain/principal.ts';

/** A busy list is not looked at for every commit; well inside the 5 s within which a stream must end. */
const LOOK_EVERY_MS = 1_000;
/** That another process has revoked one may reach nobody here: a revocation is no change of the list. */
const AT_LEAST_EVERY_MS = 3_500;
/** A token that is good a little longer, because clocks differ, may still open a stream: not one after the other. */
const LEAST_MS = 2_000;
/** A timer cannot be set further ahead. */
const MOST_MS = 2 ** 31 - 1;

/** Ends what is open for those whose token was revoked, by whichever process, or has expired. */
export class PrincipalWatch {
  readonly #place: Pick<Call, 'store' | 'now'>;
  /** By the number of their token, what ends with it. */
  readonly #open = new Map<number, Set<() => void>>();
  #unwatch = () => {};
  #look: NodeJS.Timeout | undefined;
  /** Somebody has committed something that was not looked at yet. */
  #isStirred = false;

  constructor(place: Pick<Call, 'store' | 'now'>) {
    this.#place = place;
  }

  /**
   * Calls `onEnd` once when the token may no longer do anything; one that has expired says nothing of others of the same
   * principal. Gives a function that ends the watch.
   */
  watch(principal: Principal, onEnd: (isRevoked: boolean) => void): () => void {
    const id = tokenIdOf(principal);
    let timer: NodeJS.Timeout | undefined;
    const stop = () => {
      clearTimeout(timer);
      if (id !== undefined) this.#forget(id, end);
    };
    const over = (isRevoked: boolean) => {
      stop();
      onEnd(isRevoked);
    };
    const end = () => over(true);
    const { expiresAt } = principal;
    if (expiresAt !== undefined) {
      const wait = (leftMs: number) => {
        const next = () => (leftMs > MOST_MS ? wait(leftMs - MOST_MS) : over(false));
        timer = setTimeout(next, Math.min(leftMs, MOST_MS)).unref();
      };
      wait(Math.max(LEAST_MS, expiresAt.getTime() - this.#place.now().getTime()));
    }
    if (id !== undefined) this.#add(id, end);
    return stop;
  }

  #add(id: number, end: () => void): void {
    if (this.#open.size === 0) this.#unwatch = this.#place.store.watch(() => this.#stir());
    const ends = this.#open.get(id) ?? new Set();
    this.#open.set(id, ends.add(end));
    // It may have been revoked since it was looked up.
    this.#stir();
  }

  #forget(id: number, end: () => void): void {
    const ends = this.#open.get(id);
    if (!ends?.delete(end) || ends.size > 0) return;
    this.#open.delete(id);
    if (this.#open.size > 0) return;
    this.#unwatch();
    clearTimeout(this.#look);
    this.#isStirred = false;
  }

  #stir(): void {
    if (this.#isStirred) return;
    this.#isStirred = true;
    this.#lookIn(LOOK_EVERY_MS);
  }

  #lookIn(ms: number): void {
    clearTimeout(this.#look);
    this.#look = setTimeout(() => void this.#check(), ms).unref();
  }

  async #check(): Promise<void> {
    // Before the look, so that what is committed during it causes the next one.
    this.#isStirred = false;
    const ids = [...this.#open.keys()];
    try {
      const live = await this.#place.store.read((tx) => tx.tokens.live(ids));
      for (const id of ids.filter((each) => !live.includes(each))) for (const end of this.#open.get(id) ?? []) end();
    } catch {
      // Who cannot be looked up now will be.
      if (this.#open.size > 0) this.#stir();
    }
    if (this.#open.size > 0 && !this.#isStirred) this.#lookIn(AT_LEAST_EVERY_MS);
  }
}
