import type { Entry, Format } from './format.ts';

/** What the server is called in every host's configuration. */
export const SERVER = 'task-manager';

export const SCOPES = ['user', 'project'] as const;
export type Scope = (typeof SCOPES)[number];

/** Environment variables that move a host's configuration. */
export const HOST_VARIABLES = [
  'APPDATA',
  'XDG_CONFIG_HOME',
  'CLAUDE_CONFIG_DIR',
  'CODEX_HOME',
  'GEMINI_CLI_HOME',
] as const;

/** What tells where configurations are. An empty variable counts as not set. */
export interface Places {
  readonly home: string;
  /** The project's folder. */
  readonly cwd: string;
  readonly platform: NodeJS.Platform;
  readonly variables: { readonly [name in (typeof HOST_VARIABLES)[number]]?: string | undefined };
}

/** How a host starts the server. */
export interface Launch {
  readonly command: string;
  readonly args: readonly string[];
  /** Whether the host is to pass on its own DATABASE_URL; only ever by reference. */
  readonly passDatabaseUrl: boolean;
}

/** One AI application and how it is told of the server. */
export interface Host {
  /** As on the command line. */
  readonly id: string;
  readonly name: string;
  /** The files that it reads, the one it prefers first; where none exists the last is made. */
  readonly files: { readonly [scope in Scope]: (places: Places) => readonly [string, ...string[]] };
  readonly format: Format;
  readonly entry: (launch: Launch) => Entry;
  /** What a person does after the file has changed. */
  readonly next: { readonly [scope in Scope]: string };
}
