/** `npm run bench:http`: requests a second of the service against the SDK with one tool that answers the same at once. */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { rolldown } from 'rolldown';
import { z } from 'zod';
import { input, output } from '../../scripts/bundle.ts';
import { median, shuffled } from '../numbers.ts';
import { call, ERAS, type Era } from '../requests.ts';
import { setStage } from '../stage.ts';
import { addTwenty } from '../tasks.ts';
import { type Service, start } from './service.ts';

const CONNECTIONS = 32;
const WARM_UP_MS = 5_000;
const SLICE_MS = 1_500;
const BAR = 0.8;
const Answer = z.looseObject({ result: z.looseObject({ content: z.array(z.unknown()) }) });

const { values } = parseArgs({
  options: { rounds: { type: 'string', default: '7' }, strict: { type: 'boolean', default: false } },
});
const rounds = z.coerce.number().int().min(1).max(100).parse(values.rounds);

interface Side {
  readonly service: Service;
  readonly tool: string;
}

using stage = await setStage();
const ours = stage.ours('http.db');
await addTwenty(ours);
const build = await rolldown({ ...input, input: { http: join(import.meta.dirname, 'bin.ts') } });
await build.write({ ...output, dir: join(stage.folder, 'floor') });
await build.close();

const env = { ...ours.env, PORT: '0', RATE_LIMIT: '1000000' };
await using mine = await start({ file: ours.file, args: ['serve'], env }, CONNECTIONS);
let isOk = true;
for (const tool of ['get_task_stats', 'list_tasks']) {
  for (const era of ERAS) {
    const answer = await ask({ service: mine, tool }, era, 1);
    const { result } = Answer.parse(JSON.parse(/^(?:data: )?(\{.*\})$/m.exec(answer)?.[1] ?? ''));
    const floor = { file: join(stage.folder, 'floor', 'http.js'), env: {}, input: JSON.stringify(result) };
    await using theirs = await start(floor, CONNECTIONS);
    const sides = [
      { service: mine, tool },
      { service: theirs, tool: 'nothing' },
    ] as const;
    for (const side of sides) await perSecond(side, era, WARM_UP_MS);
    const results = [];
    for (let round = 0; round < rounds; round++) {
      const measured = new Map<Side, number>();
      for (const side of shuffled(sides)) measured.set(side, await perSecond(side, era, SLICE_MS));
      const [own = 0, other = 0] = sides.map((side) => measured.get(side));
      results.push({ own, other, ratio: own / other });
    }
    const ratios = results.map(({ ratio }) => ratio);
    const ratio = median(ratios);
    isOk &&= ratio >= BAR;
    const range = `${Math.min(...ratios).toFixed(2)}–${Math.max(...ratios).toFixed(2)}`;
    const [own, other] = [median(results.map((each) => each.own)), median(results.map((each) => each.other))];
    console.log(
      `${tool}, ${era}, ${answer.length} bytes: ${Math.round(own)} a second, floor ${Math.round(other)}: ${ratio.toFixed(2)} (${range}; at least ${BAR})`,
    );
  }
}
if (values.strict && !isOk) process.exitCode = 1;

function ask({ service, tool }: Side, era: Era, id: number): Promise<string> {
  return service.ask(era, call(era, tool)(id), { method: 'tools/call', name: tool });
}

/** Answers a second, with as many requests in flight as there are connections. */
async function perSecond(side: Side, era: Era, forMs: number): Promise<number> {
  const begun = performance.now();
  let id = 0;
  let answered = 0;
  const go = async () => {
    while (performance.now() - begun < forMs) {
      await ask(side, era, ++id);
      answered++;
    }
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, go));
  return (answered * 1_000) / (performance.now() - begun);
}
