import type { Outcome } from '../domain/import-row.ts';
import type { ImportReport } from '../domain/import-tasks.ts';
import { inLine } from './text.ts';

const ALWAYS: readonly Outcome[] = ['added', 'updated', 'unchanged'];
const WORDS: Record<Outcome, string> = {
  added: 'added',
  updated: 'updated',
  unchanged: 'unchanged',
  newer_here: 'left as they are, since they were changed here after the file was written',
  deleted_here: 'left deleted',
  claimed_here: 'left as they are, since somebody works on them',
};

/** `Imported todo.md: 3 added, 1 updated, 2 unchanged.`, then what was left out. */
export function importSummary({ outcomes, leftOut }: ImportReport, name: string, dryRun: boolean): string {
  const counts = Object.entries(outcomes).flatMap(([outcome, count]) => {
    const [known] = Object.keys(WORDS).filter((each): each is Outcome => each === outcome);
    return known === undefined || (count === 0 && !ALWAYS.includes(known)) ? [] : [`${count} ${WORDS[known]}`];
  });
  const head = dryRun ? `Dry run of ${name}, nothing was written:` : `Imported ${name}:`;
  return `${head} ${counts.join(', ')}.${leftOutText(leftOut)}`;
}

/** ` Parents and blockers left out: 2 not here, 1 that would make a cycle.` */
function leftOutText({ unknown, cyclic }: ImportReport['leftOut']): string {
  const which = [unknown === 0 ? '' : `${unknown} not here`, cyclic === 0 ? '' : `${cyclic} that would make a cycle`];
  return unknown + cyclic === 0 ? '' : ` Parents and blockers left out: ${which.filter(Boolean).join(', ')}.`;
}

/** The bad rows, as many as are worth showing, and what became of the rest. */
export function badRowsText({ bad, badCount, total, refused }: ImportReport): string {
  const more = badCount > bad.length ? [`  … and ${badCount - bad.length} more`] : [];
  return [
    `${badCount} of ${total} rows cannot be imported:`,
    ...bad.map(({ place, says }) => `  ${place}: ${inLine(says)}`),
    ...more,
    refused
      ? 'So nothing is imported. Correct them, or import the rest with --skip-bad.'
      : 'They are skipped. Once corrected, import the file again: what is there already stays.',
  ].join('\n');
}
