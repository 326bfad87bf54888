import type { Tool as ToolEntry } from '@modelcontextprotocol/server';
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

export function expose({ toolSet, readOnly }: Exposure): Exposed {
  const offered = SURFACE.tools.filter(({ name }) => toolSet === 'all' || SURFACE.core.includes(name));
  const tools = offered.filter((entry) => !readOnly || isRead(entry));
  const shown = new Set(tools.map(({ name }) => name));
  const hidden = SURFACE.tools.map(({ name }) => name).filter((name) => !shown.has(name));
  const fitting = fitTo(new Set(hidden));
  const instructions = fitting(SURFACE.instructions);
  return {
    tools: tools.map((entry) => ({ ...entry, description: fitting(entry.description ?? '') })),
    instructions: readOnly ? `${instructions}\n${READ_ONLY}` : instructions,
    prompts: PROMPTS.filter(({ needs = [] }) => needs.every((name) => shown.has(name))),
    fitting,
    whyNot: (name) =>
      offered.some((entry) => entry.name === name) && !shown.has(name) ? ' (this server is read-only)' : '',
  };
}

export function isRead({ annotations }: ToolEntry): boolean {
  return annotations?.readOnlyHint === true;
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
