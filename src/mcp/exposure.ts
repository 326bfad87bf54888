import type { Tool as ToolEntry } from '@modelcontextprotocol/server';
import { SCOPES, type Scope } from '../domain/principal.ts';
import { holds } from '../domain/rights.ts';
import { PROMPTS } from '../prompts/index.ts';
import type { Fitting, Prompt } from '../prompts/prompt.ts';
import { SURFACE } from './surface.ts';
import type { Exposure } from './tool-sets.ts';

/** What is shown, and no word about the rest. */
interface Exposed {
  readonly tools: readonly ToolEntry[];
  readonly instructions: string;
  readonly prompts: readonly Prompt[];
  readonly fitting: Fitting;
  /** Why a tool that is not here would be elsewhere, to stand behind its name; empty when it would not. */
  whyNot(name: string): string;
}

const READ_ONLY = 'This server is read-only.';
const MAY_READ = 'You were granted to read only.';

/** `scopes` are the caller's; what they do not suffice for is not shown. */
export function expose({ toolSet, readOnly }: Exposure, scopes: readonly Scope[] = SCOPES): Exposed {
  const offered = SURFACE.tools.filter(({ name }) => toolSet === 'all' || SURFACE.core.includes(name));
  const isOffered = (entry: ToolEntry) => !readOnly || isRead(entry);
  const tools = offered.filter((entry) => isOffered(entry) && holds(scopes, scopeOf(entry)));
  const shown = new Set(tools.map(({ name }) => name));
  const hidden = SURFACE.tools.map(({ name }) => name).filter((name) => !shown.has(name));
  const fitting = fitTo(new Set(hidden));
  const instructions = fitting(SURFACE.instructions);
  const limit = readOnly ? READ_ONLY : holds(scopes, 'tasks:write') ? '' : MAY_READ;
  return {
    tools: tools.map((entry) => ({ ...entry, description: fitting(entry.description ?? '') })),
    instructions: limit === '' ? instructions : `${instructions}\n${limit}`,
    prompts: PROMPTS.filter(({ needs = [] }) => needs.every((name) => shown.has(name))),
    fitting,
    whyNot(name) {
      const entry = offered.find((each) => each.name === name);
      if (entry === undefined || shown.has(name)) return '';
      return isOffered(entry) ? ` (it needs the scope ${scopeOf(entry)})` : ' (this server is read-only)';
    },
  };
}

export function isRead({ annotations }: ToolEntry): boolean {
  return annotations?.readOnlyHint === true;
}

/** The scope that a tool needs: it follows from its effect, which the hints tell. */
export function scopeOf(entry: ToolEntry): Scope {
  return isRead(entry) ? 'tasks:read' : 'tasks:write';
}

/** Line by line, so that a line whose sentences all fall away goes with them. */
function fitTo(hidden: ReadonlySet<string>): Fitting {
  const isFit = (sentence: string) => !(sentence.match(/[a-z_]+/g) ?? []).some((word) => hidden.has(word));
  const fitLine = (line: string) =>
    line
      .split(/(?<=\.) /)
      .filter(isFit)
      .join(' ');
  return (ours) =>
    ours
      .split('\n')
      .map(fitLine)
      .filter((line) => line !== '')
      .join('\n');
}
