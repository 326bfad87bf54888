import type { Change, NewChange } from './change.ts';

interface ChangeFilter {
  readonly taskId?: number | undefined;
  readonly project?: string | undefined;
  /** Ids of changes, themselves left out. */
  readonly after?: number | undefined;
  readonly before?: number | undefined;
}

/** The one log of everything that was done: history, undo and all who listen read it. */
export interface Changes {
  append(change: NewChange): Promise<Change>;
  find(id: number): Promise<Change | undefined>;
  /** Newest first; of one task or one project where it is named. */
  newest(limit: number, of?: ChangeFilter): Promise<Change[]>;
  /** The last change that readers of the log can know of, of one project where it is named; 0 if there is none. */
  head(project?: string): Promise<number>;
  /** Whether readers of the log can know of that change; it takes a moment where others write at the same time. */
  isSettled(id: number): Promise<boolean>;
  /**
   * Those that came after the change `id`, in the order in which they became known: no change ever comes before one that
   * was told already, and those of one task come as they were made. Of one project where it is named.
   */
  since(id: number, limit: number, project?: string): Promise<Change[]>;
  /** Of one task, those that led to a version after `version`, oldest first. */
  afterVersion(taskId: number, version: number): Promise<Change[]>;
  /** All of a group, in order; empty where `group` is the first change of none. */
  ofGroup(group: number): Promise<Change[]>;
  /** Groups that took that one back, oldest first. */
  undosOf(group: number): Promise<number[]>;
  /** Forgets what was said of these tasks; that something was done, when and by whom stays. */
  empty(taskIds: readonly number[]): Promise<void>;
  /** Whether there is such a change, of whichever project. */
  has(id: number): Promise<boolean>;
  /** The newest change that was emptied; 0 if there is none. */
  purgedTo(): Promise<number>;
}
