import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { Metrics } from '../../src/telemetry/metrics.ts';

const NAME = /\b(?:task_manager|process|nodejs)_[a-z0-9_]+\b/g;

const read = (file: string) => readFileSync(fileURLToPath(new URL(`../../docs/${file}`, import.meta.url)), 'utf8');
const namesIn = (file: string) => [...new Set(read(file).match(NAME))].sort();

/** Everything that is scraped, a histogram under all of its names. */
async function scraped(): Promise<string[]> {
  const metrics = new Metrics('test');
  const none = () => 0;
  const backlog = async () => ({ pending: 0, oldestMs: 0 });
  metrics.show({ running: none, streams: none, sessions: none, walBytes: async () => 0, backlog });
  const types = [...(await metrics.text()).matchAll(/^# TYPE (\S+) (\S+)$/gm)];
  return types.flatMap(([, name = '', type]) =>
    type === 'histogram' ? [`${name}_bucket`, `${name}_sum`, `${name}_count`] : [name],
  );
}

test.each(['grafana-dashboard.json', 'alerts.yaml'])('%s names nothing that is not scraped', async (file) => {
  const known = await scraped();
  expect(namesIn(file).length).toBeGreaterThan(5);
  expect(namesIn(file).filter((name) => !known.includes(name))).toEqual([]);
});

test('the dashboard shows everything of ours', async () => {
  const shown = namesIn('grafana-dashboard.json');
  const missing = (await scraped())
    .filter((name) => name.startsWith('task_manager_') && !/_(sum|count)$/.test(name))
    .filter((name) => !shown.includes(name));
  expect(missing).toEqual([]);
});

test('deployment.md tells of everything of ours, and of nothing else', async () => {
  const told = namesIn('deployment.md');
  const ours = (await scraped()).filter((name) => name.startsWith('task_manager_'));
  const plain = [...new Set(ours.map((name) => name.replace(/_(bucket|sum|count)$/, '')))].sort();
  expect(told.filter((name) => name.startsWith('task_manager_'))).toEqual(plain);
});
