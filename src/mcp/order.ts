/**
 * Calls of one connection take effect in the order in which they came, though their answers may overtake each other:
 * reads share a turn, a write has its turn alone. Without it a `list` sent right behind an `add` would miss it. A read
 * may end its turn before its work: one that waits for a change must let the write through that makes it.
 */
export class Order {
  #writes: Promise<unknown> = Promise.resolve();
  #reads: Promise<unknown> = Promise.resolve();

  read<T>(work: (endTurn: () => void) => Promise<T>): Promise<T> {
    const turn = Promise.withResolvers<void>();
    const result = this.#writes.then(() => work(turn.resolve));
    void settled(result).then(turn.resolve);
    // Settled around it too: it would otherwise keep the values of all before.
    this.#reads = settled(Promise.all([this.#reads, turn.promise]));
    return result;
  }

  write<T>(work: () => Promise<T>): Promise<T> {
    const result = Promise.all([this.#writes, this.#reads]).then(() => work());
    this.#writes = settled(result);
    return result;
  }
}

function settled(promise: Promise<unknown>): Promise<void> {
  return promise.then(
    () => {},
    () => {},
  );
}
