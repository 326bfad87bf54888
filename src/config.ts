import { isAbsolute, join } from 'node:path';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { toSentence } from './cli/usage.ts';
import { Invalid } from './domain/errors.ts';
import { DEFAULT_TITLE_MAX, Project } from './domain/task.ts';
import { Line, lengthOf } from './domain/text.ts';
import { findHome } from './home.ts';
import { HOST_VARIABLES, type Places } from './hosts/host.ts';
import { AUTH_MODES, type AuthMode, Issuer } from './http/auth-mode.ts';
import { HTTP_SETTINGS, type HttpConfig, parts, readHttp } from './http-settings.ts';
import { type Exposure, TOOL_SETS } from './mcp/tool-sets.ts';
import { checkDatabaseUrl } from './storage/database-url.ts';
import { LOG_LEVELS } from './telemetry/log.ts';

const MAX_TITLE_MAX = 200;

/** Every setting: an environment variable, and a flag of the same name (`LOG_LEVEL`, `--log-level`). */
export const SETTINGS = {
  DATABASE_URL: {
    schema: z.string(),
    help: 'where the tasks are: a file path, a sqlite: or a postgres: URL (default: one file in your data folder)',
  },
  TASK_ACTOR: {
    schema: Line.refine((name) => lengthOf(name) <= 100, 'must be at most 100 characters'),
    help: 'your name in the history (default: user@host application)',
  },
  TASK_PROJECT: { schema: Project, help: 'project to add to and to read, unless a call names another' },
  TASK_TITLE_MAX: {
    schema: z.string().transform((text, context) => {
      const value = Number(text);
      if (Number.isInteger(value) && value >= DEFAULT_TITLE_MAX && value <= MAX_TITLE_MAX) return value;
      context.addIssue({
        code: 'custom',
        message: `must be a whole number from ${DEFAULT_TITLE_MAX} to ${MAX_TITLE_MAX}`,
      });
      return z.NEVER;
    }),
    help: `longest title, ${DEFAULT_TITLE_MAX} to ${MAX_TITLE_MAX} characters (default ${DEFAULT_TITLE_MAX})`,
  },
  TOOLS: {
    schema: z.enum(TOOL_SETS, `must be one of ${TOOL_SETS.join(', ')}`),
    help: 'tools that hosts see: all, or core: those to keep a simple list with (default all)',
  },
  READ_ONLY: {
    schema: z.enum(['true', 'false'], 'must be true or false').transform((text) => text === 'true'),
    help: 'nothing can be changed, and hosts see only what reads (default false)',
    isSwitch: true,
  },
  AUTH: {
    schema: z.enum(AUTH_MODES, `must be one of ${AUTH_MODES.join(', ')}`),
    help: 'who uses the list over HTTP must sign in: required, off, or auto: unless only this machine is meant to come (default auto)',
  },
  OAUTH_ISSUER: { schema: Issuer, help: 'URL of the authorization server whose access tokens count over HTTP' },
  OAUTH_AUDIENCE: {
    schema: Line.refine((name) => name !== '', 'must not be empty'),
    help: 'what its tokens call this server (default: the URL of /mcp)',
  },
  WEBHOOK_ALLOW: {
    schema: z.string().transform(parts),
    help: 'hosts and ranges that webhooks may go to besides the public Internet, separated by commas',
  },
  LOG_LEVEL: {
    schema: z.enum(LOG_LEVELS, `must be one of ${LOG_LEVELS.join(', ')}`),
    help: 'logs on stderr (default warn)',
  },
  ...HTTP_SETTINGS,
} as const;

type Name = keyof typeof SETTINGS;
type Environment = Readonly<Record<string, string | undefined>>;

export interface Config {
  readonly verbose: boolean;
  readonly databaseUrl: string;
  readonly actor: string | undefined;
  readonly project: string | undefined;
  readonly titleMax: number;
  readonly exposure: Exposure;
  readonly auth: {
    readonly mode: AuthMode;
    readonly issuer: string | undefined;
    readonly audience: string | undefined;
  };
  /** As it was given: whoever sends looks whether it is right. */
  readonly webhookAllow: readonly string[];
  readonly logLevel: (typeof LOG_LEVELS)[number];
  /** Read only when it is asked for: to hosts that start us, a PORT or HOST around them means something else. Throws ConfigError. */
  readonly http: HttpConfig;
  /** What was taken for unset although it was given. */
  readonly warnings: readonly string[];
}

/** A setting that stops the start; the message names it. */
export class ConfigError extends Invalid {}

/** Where whoever wrote wrong flags reads on. */
export const SEE_HELP = 'See task-manager-mcp --help.';

export const flagOf = (name: string) => name.toLowerCase().replaceAll('_', '-');

/** Whether the flag of a setting stands alone and means true; any other takes a value. */
export const isSwitch = (setting: object) => 'isSwitch' in setting;

/** The flags that give settings, as Node's parser takes them. */
const FLAGS = Object.fromEntries(
  Object.entries(SETTINGS).map(([name, setting]) => {
    const type = isSwitch(setting) ? ('boolean' as const) : ('string' as const);
    return [flagOf(name), { type }];
  }),
);

/** Whether the arguments hold more than settings: the name of a command, or a wish for help. */
export function namesCommand(args: readonly string[]): boolean {
  const options = { ...FLAGS, verbose: { type: 'boolean' as const } };
  const { positionals } = parseArgs({ args: [...args], options, strict: false, allowPositionals: true });
  return positionals.length > 0 || ['-h', '--help', '-v', '--version'].some((wish) => args.includes(wish));
}

/** The settings that these arguments and the environment give; a flag wins. Throws ConfigError. */
export function readConfig(args: readonly string[], environment: Environment = process.env): Config {
  const { verbose, ...flags } = readFlags(args);
  return configOf(flags, verbose === true, environment);
}

/** The same from flags that are read already, by their names. */
export function configOf(
  flags: Readonly<Record<string, unknown>>,
  verbose: boolean,
  environment: Environment = process.env,
): Config {
  const warnings: string[] = [];
  const get = <T>(name: Name, { schema }: { schema: z.ZodType<T> }) => {
    const flag = flags[flagOf(name)];
    return read(name, schema, given(name, flag, warnings) ?? given(name, environment[name], warnings));
  };
  return {
    verbose,
    databaseUrl: checked(get('DATABASE_URL', SETTINGS.DATABASE_URL)) ?? join(dataFolder(environment), 'tasks.db'),
    actor: get('TASK_ACTOR', SETTINGS.TASK_ACTOR),
    project: get('TASK_PROJECT', SETTINGS.TASK_PROJECT),
    titleMax: get('TASK_TITLE_MAX', SETTINGS.TASK_TITLE_MAX) ?? DEFAULT_TITLE_MAX,
    exposure: {
      toolSet: get('TOOLS', SETTINGS.TOOLS) ?? 'all',
      readOnly: get('READ_ONLY', SETTINGS.READ_ONLY) ?? false,
    },
    auth: {
      mode: get('AUTH', SETTINGS.AUTH) ?? 'auto',
      issuer: get('OAUTH_ISSUER', SETTINGS.OAUTH_ISSUER),
      audience: get('OAUTH_AUDIENCE', SETTINGS.OAUTH_AUDIENCE),
    },
    webhookAllow: get('WEBHOOK_ALLOW', SETTINGS.WEBHOOK_ALLOW) ?? [],
    logLevel: get('LOG_LEVEL', SETTINGS.LOG_LEVEL) ?? 'warn',
    get http() {
      return readHttp(get);
    },
    warnings,
  };
}

/** Where this user's hosts keep their configuration. Throws ConfigError. */
export function readPlaces(environment: Environment = process.env): Places {
  const variables = Object.fromEntries(HOST_VARIABLES.map((name) => [name, environment[name]]));
  const home = findHome();
  if (home === undefined)
    throw new ConfigError('There is no home folder to find the hosts in.', 'Set HOME to an absolute path.');
  return { home, cwd: process.cwd(), platform: process.platform, variables };
}

function readFlags(args: readonly string[]): Readonly<Record<string, unknown>> {
  try {
    return parseArgs({ args: [...args], options: { ...FLAGS, verbose: { type: 'boolean' } } }).values;
  } catch (error) {
    const says = error instanceof Error ? error.message : String(error);
    throw new ConfigError(toSentence(says), SEE_HELP);
  }
}

/** Whether a value says nothing: hosts pass `${NAME}` on as it stands when the variable is not set. */
export function isUnset(value: string): boolean {
  return /^(\$\{([^{}]|\{[^{}]*\})*\})?$/.test(value.trim());
}

/** What was set, if it was. */
function given(name: string, value: unknown, warnings: string[]): string | undefined {
  if (value === true) return 'true';
  if (typeof value !== 'string') return undefined;
  if (!isUnset(value)) return value;
  if (value.trim() !== '') warnings.push(`${name} is ${value}, which your host did not replace: taken as not set.`);
  return undefined;
}

function checked(url: string | undefined): string | undefined {
  if (url === undefined) return undefined;
  try {
    checkDatabaseUrl(url);
    return url;
  } catch (error) {
    throw error instanceof Invalid ? new ConfigError(error.message, error.next) : error;
  }
}

function read<T>(name: Name, schema: z.ZodType<T>, text: string | undefined): T | undefined {
  if (text === undefined) return undefined;
  const parsed = schema.safeParse(text);
  if (parsed.success) return parsed.data;
  const is = 'isSecret' in SETTINGS[name] ? `${text.length} characters long` : JSON.stringify(text.slice(0, 60));
  throw new ConfigError(`${name} ${parsed.error.issues[0]?.message}; it is ${is}.`);
}

/** Where each platform keeps the data of programs, below the home folder. */
const DATA_FOLDERS: Readonly<Record<string, string>> = {
  darwin: join('Library', 'Application Support'),
  win32: join('AppData', 'Local'),
};

/** Where the platform keeps a program's data for one user. Throws ConfigError. */
function dataFolder({ XDG_DATA_HOME, LOCALAPPDATA }: Environment): string {
  const { platform } = process;
  const named = platform === 'darwin' ? undefined : platform === 'win32' ? LOCALAPPDATA : XDG_DATA_HOME;
  if (named !== undefined && isAbsolute(named)) return join(named, 'task-manager-mcp');
  const home = findHome();
  if (home === undefined)
    throw new ConfigError('There is no home folder to keep the tasks in.', 'Give DATABASE_URL a file path.');
  return join(home, DATA_FOLDERS[platform] ?? join('.local', 'share'), 'task-manager-mcp');
}
