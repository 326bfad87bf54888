import type { Call } from '../domain/call.ts';
import type { Scope } from '../domain/principal.ts';

export interface Resource {
  /** A URI, or a template of RFC 6570 where it holds braces. */
  readonly uri: string;
  readonly name: string;
  readonly description: string;
  /** Who lacks it is not shown that there is one; default: tasks:read. Tasks are told apart by the store, not here. */
  readonly scope?: Scope;
  /** The value that is shown as JSON. Throws NotFound, Invalid or TooLarge. */
  read(call: Call, variables: Readonly<Record<string, string>>): Promise<unknown>;
  /** What a variable of the template may be, given how it begins. */
  readonly complete?: Readonly<Record<string, (call: Call, beginning: string) => Promise<string[]>>>;
}
