/** Where lists to measure are kept. */
export interface Place {
  /** The database of a new list. */
  open(size: number): Promise<string>;
  /** As many tasks as are worth adding one by one; the rest of a larger list is copies of them. */
  readonly mostAdded: number;
  /** Makes the list as large as it is to be, and leaves it as one that has been in use for a while. Gives its bytes. */
  settle(size: number, added: number): Promise<number>;
  end(): Promise<void>;
}
