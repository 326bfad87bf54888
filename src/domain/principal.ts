/** What a caller may do, rising: each includes those before it. */
export const SCOPES = ['tasks:read', 'tasks:write', 'tasks:admin'] as const;
export type Scope = (typeof SCOPES)[number];

/** Whoever has signed in. */
export interface Principal {
  /** Stable: what limits, sessions and state are kept by. */
  readonly id: string;
  /** The actor in the log. */
  readonly name: string;
  readonly scopes: readonly Scope[];
  /** Sees and changes tasks of this project only. */
  readonly project: string | undefined;
  readonly expiresAt: Date | undefined;
}
