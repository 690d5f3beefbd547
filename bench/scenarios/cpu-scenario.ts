import { setTimeout as sleep } from 'node:timers/promises';
import type { AnswerScript } from '../../test/support/scripted-upstream/answer-script.ts';
import { figureOf, type FigureSpec, type Samples } from '../lib/figure.ts';
import { cpuTimeNs } from '../lib/process-cpu.ts';
import { progress } from '../lib/progress.ts';
import type { Stage } from '../stage/stage.ts';
import type { Target } from '../stage/target.ts';
import { planFor, type ChatLoad } from './chat-requests.ts';
import type { Scenario } from './scenario.ts';

/** What is sent, and what its CPU time is divided by. */
export interface CpuLoad {
  title: string;
  load: ChatLoad;
  per: 'token' | 'request';
  /** The unit's nanoseconds. */
  unitNs: number;
}

/** A scenario that measures CPU time. */
interface CpuScenarioSpec extends CpuLoad {
  name: string;
  answer: AnswerScript;
  /** Requests in each sample: enough for one or two seconds of CPU. */
  requests: number;
  /** Requests before the first sample, so that the code is compiled. */
  warmUpRequests: number;
  smokeRequests: number;
  figure: FigureSpec;
}

const quietMs = 200;

/** Makes a scenario that measures CPU time for each token or request. */
export function cpuScenario(spec: CpuScenarioSpec): Scenario {
  return {
    name: spec.name,
    title: spec.title,
    measure: (stage, { rounds, smoke }) =>
      stage.withBoth(async ({ proxy, ours }) => {
        await stage.upstream.answerWith(spec.answer);
        const requests = smoke ? spec.smokeRequests : spec.requests;
        for (const target of [proxy, ours]) {
          const warmUp = planFor(target, spec.load, smoke ? spec.smokeRequests : spec.warmUpRequests);
          stage.check(`${spec.title}, warm-up, ${target.spec.name}`, await stage.load.run(warmUp));
        }
        const samples: Samples = { proxy: [], ours: [] };
        for (let round = 0; round < rounds; round++) {
          for (const target of [proxy, ours]) {
            const sample = await sampleCpu(stage, target, spec, requests);
            samples[target.spec.name].push(sample);
            progress(`  ${target.spec.name}: ${sample.toFixed(3)} ${spec.figure.unit}`);
          }
        }
        return [figureOf(spec.figure, samples)];
      }),
  };
}

/** The CPU time that a target takes for a load. */
export async function sampleCpu(
  stage: Stage,
  target: Target,
  spec: CpuLoad,
  requests: number,
): Promise<number> {
  // What the run before left to do belongs to that run.
  await sleep(quietMs);
  const beforeNs = cpuTimeNs(target.pid);
  const result = await stage.load.run(planFor(target, spec.load, requests));
  const usedNs = cpuTimeNs(target.pid) - beforeNs;
  stage.check(`${spec.title}, ${target.spec.name}`, result);
  return usedNs / spec.unitNs / (spec.per === 'token' ? result.tokens : result.complete);
}
