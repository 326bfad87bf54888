import { accessSync, constants } from 'node:fs';
import { isAbsolute } from 'node:path';
import { z } from 'zod';
import type { Finding } from '../domain/finding.ts';
import { type Host, type Places, SCOPES, type Scope } from '../hosts/host.ts';
import { HOSTS } from '../hosts/index.ts';
import { FileLeft, readEntry } from '../hosts/plan.ts';

/** A reference to a variable in the form of any host, up to the name. */
const REFERENCE = /(\$\{env:|\{env:|\$\{|\$|%)[A-Z_][A-Z0-9_]*/g;

const Started = z.union([
  z.looseObject({ command: z.string(), args: z.array(z.string()).default([]) }),
  z
    .looseObject({ command: z.tuple([z.string()], z.string()) })
    .transform(({ command: [command, ...args], ...rest }) => ({ ...rest, command, args })),
]);

/** How the hosts of this machine start the server, as far as they know it, and what is wrong with that. */
export function examineHosts(places: Places): Finding[] {
  const findings = HOSTS.flatMap((host) => SCOPES.flatMap((scope) => examineHost(host, { scope, places })));
  if (findings.length > 0) return findings;
  const ids = HOSTS.map(({ id }) => id).join(', ');
  return [{ check: 'hosts', state: 'warning', says: 'no host is connected', mend: `\`install\` one of: ${ids}` }];
}

function examineHost(host: Host, where: { scope: Scope; places: Places }): Finding[] {
  const check = `${host.name} (${where.scope})`;
  try {
    const found = readEntry(host, where);
    if (found === undefined) return [];
    const mend = `\`install ${host.id}${where.scope === 'user' ? '' : ` --scope ${where.scope}`}\` writes it anew.`;
    const wrong = wrongWith(host, found.entry);
    return [
      wrong === undefined
        ? { check, state: 'ok', says: found.file }
        : { check, state: 'problem', says: `${found.file}: ${wrong}`, mend },
    ];
  } catch (error) {
    if (!(error instanceof FileLeft)) throw error;
    return [
      { check, state: 'problem', says: error.message, mend: 'Correct the file: the host cannot read it either.' },
    ];
  }
}

/** The failures that leave a host without its tools; undefined for a server elsewhere, which cannot be judged here. */
function wrongWith(host: Host, entry: unknown): string | undefined {
  const started = Started.safeParse(entry);
  if (!started.success) return undefined;
  const { command, args, ...rest } = started.data;
  if (!isAbsolute(command))
    return `the program ${command} has no absolute path, so it depends on how the host was started`;
  if (!can(command, constants.X_OK)) return `there is no program ${command}`;
  const script = args.find((arg) => /\.[cm]?[jt]s$/.test(arg));
  if (script !== undefined && !isAbsolute(script)) return `${script} is no absolute path`;
  if (script !== undefined && !can(script, constants.R_OK)) return `there is no file ${script}`;
  return unreplaced(host, rest);
}

function can(path: string, mode: number): boolean {
  try {
    accessSync(path, mode);
    return true;
  } catch {
    return false;
  }
}

/** A reference to a variable in another host's form: this one would pass it on as it stands. */
function unreplaced(host: Host, rest: Readonly<Record<string, unknown>>): string | undefined {
  const own = JSON.stringify(host.entry({ command: '', args: [], passDatabaseUrl: true }));
  const form = /"([^"]*)DATABASE_URL/.exec(own)?.[1];
  for (const [reference, start] of JSON.stringify(rest).matchAll(REFERENCE)) {
    if (start !== form) return `${host.name} does not replace the reference ${reference}…`;
  }
  return undefined;
}
