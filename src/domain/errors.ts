export type ErrorCode =
  | 'invalid'
  | 'not_found'
  | 'too_large'
  | 'conflict'
  | 'leased'
  | 'unconfirmed'
  | 'declined'
  | 'forbidden'
  | 'storage';

/** A failure that the caller, or the person at the machine, can do something about. */
export abstract class TaskError extends Error {
  abstract readonly code: ErrorCode;
  /** The next step, where the place that failed knows a better one than the code alone tells. */
  readonly next: string | undefined;

  constructor(message: string, next?: string) {
    super(message);
    this.name = new.target.name;
    this.next = next;
  }
}

/** A value breaks a rule; the message names the field, the rule and the value. */
export class Invalid extends TaskError {
  readonly code = 'invalid';
}

/** Nothing live has that id. */
export class NotFound extends TaskError {
  readonly code = 'not_found';

  static task(id: number): NotFound {
    return new NotFound(`Task #${id} not found.`);
  }
}

/** The whole answer would be too large to give. */
export class TooLarge extends TaskError {
  readonly code = 'too_large';
}

/** It was right once, but something has changed since. */
export class Conflict extends TaskError {
  readonly code = 'conflict';
}

/** Somebody else holds the task, or the caller no longer does. */
export class Leased extends TaskError {
  readonly code = 'leased';
}

/** Only a person can want this, and none has agreed to it yet; nothing was changed. */
export class Unconfirmed extends TaskError {
  readonly code = 'unconfirmed';
  /** Identifies exactly what the person is shown: consent to it comes back as `call.confirmed`. */
  readonly shown: string;

  /** `question` is what a person is asked, `next` how to do it without asking. */
  constructor({ question, shown, next }: { question: string; shown: string; next: string }) {
    super(question, next);
    this.shown = shown;
  }
}

/** A person was asked and did not agree; nothing was changed. */
export class Declined extends TaskError {
  readonly code = 'declined';
}

/** The caller was not given the right to it; nothing was changed. */
export class Forbidden extends TaskError {
  readonly code = 'forbidden';
}

const RETRY_SECONDS = 2;

/** The database cannot do it now; nothing was changed. */
export class StorageFailed extends TaskError {
  readonly code = 'storage';
  /** After how many seconds the same call may well succeed; undefined where somebody must do something first. */
  readonly retrySeconds: number | undefined;

  constructor(message: string, next?: string, retrySeconds?: number) {
    super(message, next);
    this.retrySeconds = retrySeconds;
  }

  /** What passes by itself. */
  static forNow(message: string): StorageFailed {
    return new StorageFailed(message, `Nothing was changed. Try again in ${RETRY_SECONDS} seconds.`, RETRY_SECONDS);
  }
}
