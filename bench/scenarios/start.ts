import { setTimeout as sleep } from 'node:timers/promises';
import { figureOf, type Samples } from '../lib/figure.ts';
import { memoryOf } from '../lib/process-memory.ts';
import { progress } from '../lib/progress.ts';
import type { Scenario } from './scenario.ts';

const idleMs = 1_500;

/** How long a start takes, and the memory of a server that nobody has used yet. */
export const start: Scenario = {
  name: 'start',
  title: 'Start',
  async measure(stage, { rounds, smoke }) {
    const seconds: Samples = { proxy: [], ours: [] };
    const residentMb: Samples = { proxy: [], ours: [] };
    for (let round = 0; round < rounds; round++) {
      for (const name of ['proxy', 'ours'] as const) {
        const target = await stage.start(name);
        await sleep(smoke ? 0 : idleMs);
        seconds[name].push(target.startMs / 1_000);
        residentMb[name].push(memoryOf(target.pid).residentKb / 1_024);
        await target.stop();
        progress(
          `  ${name}: ${seconds[name].at(-1)?.toFixed(2)} s, ${residentMb[name].at(-1)?.toFixed(0)} MB`,
        );
      }
    }
    return [
      figureOf(
        {
          what: 'from start to first healthy answer',
          unit: 's',
          comparison: 'difference',
          target: { of: 'ours', atMost: 1.5 },
        },
        seconds,
      ),
      figureOf(
        {
          what: 'resident memory when idle',
          unit: 'MB',
          comparison: 'difference',
          target: { of: 'ours', atMost: 130 },
        },
        residentMb,
      ),
    ];
  },
};
