import type { Program } from './child.ts';
import { Meter } from './meter.ts';
import { alternate } from './numbers.ts';
import { call, connect, type Era, type Request, toolsList } from './requests.ts';
import type { Result } from './result.ts';

const WARM_UP = 4_000;
const SEQUENTIAL = { slices: 10, calls: 40 } as const;
/** Slices long enough that a hundredth of a second, which is as fine as the clock goes, does not show. */
const PIPELINED = { slices: 4, calls: 1_500 } as const;
const CALL_BAR = 1.5;

/** What a read costs once the server is warm. `ours` holds the tasks that its lists are to have. */
export async function measureReads(ours: Program, floor: Program, era: Era): Promise<Result[]> {
  await using mine = await connect(ours, era);
  await using theirs = await connect(floor, era);
  const nothing = call(era, 'nothing');

  async function compared(request: Request, against: Request): Promise<[mine: Meter, theirs: Meter]> {
    const meters: [Meter, Meter] = [new Meter(mine, request), new Meter(theirs, against)];
    for (const meter of meters) await meter.warmUp(WARM_UP);
    await alternate(
      SEQUENTIAL.slices,
      meters.map((meter) => () => meter.sequential(SEQUENTIAL.calls)),
    );
    await alternate(
      PIPELINED.slices,
      meters.map((meter) => () => meter.pipelined(PIPELINED.calls)),
    );
    return meters;
  }

  const results: Result[] = [];
  for (const tool of ['get_task_stats', 'list_tasks']) {
    const [a, b] = await compared(call(era, tool), nothing);
    const name = `${tool}, ${era}`;
    results.push({ what: `${name}: sequential p50`, unit: 'µs', ours: a.p50Us, floor: b.p50Us, bar: CALL_BAR });
    results.push({ what: `${name}: pipelined CPU`, unit: 'µs', ours: a.cpuUs, floor: b.cpuUs, bar: CALL_BAR });
  }
  const [a, b] = await compared(toolsList(era), toolsList(era));
  return [
    ...results,
    { what: `tools/list, ${era}: pipelined CPU`, unit: 'µs', ours: a.cpuUs, floor: b.cpuUs, bar: 2.5 },
  ];
}
