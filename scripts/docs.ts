import { readFileSync, writeFileSync } from 'node:fs';
import { hostSections } from './docs-hosts.ts';
import { costSentence, promptsTable, resourcesTable, settingsTable, toolsTable } from './docs-tables.ts';
import { eventSchema, eventsTable } from './docs-webhooks.ts';
import { picture } from './picture.ts';

/** Writes what the documents say of the code from the code; with --check only tells whether they already say it. */
const check = process.argv.includes('--check');

function withParts(text: string, parts: Readonly<Record<string, string>>): string {
  return Object.entries(parts).reduce((result, [name, part]) => {
    const [before = '', rest = ''] = result.split(`<!-- ${name} -->`);
    const [, after = ''] = rest.split(`<!-- /${name} -->`);
    return `${before}<!-- ${name} -->\n${part}\n<!-- /${name} -->${after}`;
  }, text);
}

const files: Record<string, string> = {
  'README.md': withParts(readFileSync('README.md', 'utf8'), {
    hosts: hostSections(),
    cost: costSentence(),
    tools: toolsTable(),
    resources: resourcesTable(),
    prompts: promptsTable(),
    settings: settingsTable(),
  }),
  'docs/webhooks.md': withParts(readFileSync('docs/webhooks.md', 'utf8'), { events: eventsTable() }),
  'docs/webhook-event.schema.json': eventSchema(),
  'docs/conversation.svg': await picture(),
};

for (const [file, text] of Object.entries(files)) {
  let before = '';
  try {
    before = readFileSync(file, 'utf8');
  } catch {
    // Not written yet.
  }
  if (before === text) continue;
  if (check) {
    process.stderr.write(`${file} no longer says what the code does: run npm run docs\n`);
    process.exitCode = 1;
  } else {
    writeFileSync(file, text);
  }
}
