import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openApp } from '../src/app.ts';
import { readConfig } from '../src/config.ts';
import { TOOLS } from '../src/tools/index.ts';

type Turn = readonly [person: string, ...calls: (readonly [tool: string, args: Record<string, unknown>])[]];

/** The tutorial's sentences and a few more, with the calls a model makes of them. */
const CONVERSATION: readonly Turn[] = [
  [
    'Add a high priority task called "Deploy to production"',
    ['add_task', { title: 'Deploy to production', priority: 'high' }],
  ],
  [
    'Before that we must pass the load test by Friday and write the changelog',
    [
      'add_tasks',
      {
        tasks: [
          { title: 'Pass the load test', due: '2026-11-27', tags: ['release'] },
          { title: 'Write the changelog', priority: 'low' },
        ],
      },
    ],
  ],
  [
    'The load test is green: 1,200 requests a second',
    ['complete_task', { task_id: 2, note: 'Green at 1,200 requests a second.' }],
  ],
  ['What is left?', ['list_tasks', { status: 'open' }], ['get_task_stats', {}]],
];

const LINE = 20;
const STYLE = {
  person: 'fill="#e6edf3" font-weight="600"',
  call: 'fill="#7ee787"',
  answer: 'fill="#9da7b3"',
} as const;

/** The conversation as an SVG, with the answers that the real tools give to these calls. */
export async function picture(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'task-manager-picture-'));
  const { services, close } = await openApp(readConfig([`--database-url=${join(folder, 'tasks.db')}`], {}));
  const call = services.callFor('claude-code');
  const lines: [style: keyof typeof STYLE, text: string][] = [];
  for (const [person, ...calls] of CONVERSATION) {
    lines.push(['person', `> ${person}`]);
    for (const [name, args] of calls) {
      const answer = await TOOLS.find((tool) => tool.name === name)?.invoke(call, args);
      const json = JSON.stringify(args, null, 1).replace(/\n\s*/g, ' ').slice(1, -1).trim();
      const shown = json.replace(/"(\w+)":/g, '$1:');
      lines.push(['call', `● task-manager · ${name}(${shown.length > 74 ? `${shown.slice(0, 74)}…` : shown})`]);
      for (const text of answer?.text.split('\n') ?? []) lines.push(['answer', `    ${text}`]);
    }
    lines.push(['answer', '']);
  }
  await close();
  rmSync(folder, { recursive: true });
  return toSvg(lines.slice(0, -1));
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

function toSvg(lines: readonly (readonly [style: keyof typeof STYLE, text: string])[]): string {
  const height = lines.length * LINE + 40;
  const rows = lines.map(
    ([style, text], index) =>
      `<text x="24" y="${index * LINE + 34}" xml:space="preserve" ${STYLE[style]}>${escaped(text)}</text>`,
  );
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 900 ${height}" role="img" aria-label="A conversation in which a model adds, completes and lists tasks">
<rect width="900" height="${height}" rx="10" fill="#0d1117"/>
<g font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, monospace" font-size="13.5">
${rows.join('\n')}
</g>
</svg>
`;
}
