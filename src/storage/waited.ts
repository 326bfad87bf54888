/** Told of work that another's lock, or a lost connection, has held up: how often it was tried again and how long that took. */
export type Waited = (retries: number, ms: number) => void;
