import { styleText } from 'node:util';
import { Command } from 'commander';
import type { Finding } from '../domain/finding.ts';
import { type CliContext, Failed } from './context.ts';
import { examineHosts } from './host-findings.ts';

const SIGNS: Record<Finding['state'], readonly [sign: string, color: 'green' | 'yellow' | 'red']> = {
  ok: ['✓', 'green'],
  warning: ['!', 'yellow'],
  problem: ['✗', 'red'],
};

/** Looks at everything that a working set-up needs; says what is wrong and what helps. Exit code 1 on a problem. */
export function doctorCommand(context: CliContext): Command {
  return new Command('doctor')
    .description('Check this set-up: versions, settings, database, hosts; says what helps')
    .option('--json', 'answer as JSON')
    .action(async ({ json = false }: { json?: boolean }) => {
      const findings = [...(await context.examine()), ...examineHosts(context.places)];
      process.stdout.write(json ? `${JSON.stringify({ findings }, null, 2)}\n` : findings.map(toLine).join(''));
      if (findings.some(({ state }) => state === 'problem')) throw new Failed(1);
    });
}

function toLine({ check, state, says, mend }: Finding): string {
  const [sign, color] = SIGNS[state];
  return `${styleText(color, sign)} ${check}: ${says}\n${mend === undefined ? '' : `    ${mend}\n`}`;
}
