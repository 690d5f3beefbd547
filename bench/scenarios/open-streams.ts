import { setTimeout as sleep } from 'node:timers/promises';
import { figureOf, type Samples } from '../lib/figure.ts';
import { memoryOf, openFilesLimit } from '../lib/process-memory.ts';
import { progress } from '../lib/progress.ts';
import type { Stage } from '../stage/stage.ts';
import type { Target } from '../stage/target.ts';
import { planFor, shortConversation, type ChatLoad } from './chat-requests.ts';
import type { Scenario } from './scenario.ts';

const title = '2,000 open streams that wait for their next token';
const settleMs = 1_500;
const warmUpStreams = 300;
// Besides two sockets for each stream.
const otherOpenFiles = 200;

/** Memory for each stream that is open and idle. Each sample is of a fresh process, whose heap has not grown yet. */
export const openStreams: Scenario = {
  name: 'open-streams',
  title,
  async measure(stage, { rounds, smoke }) {
    const samples: Samples = { proxy: [], ours: [] };
    const wanted = smoke ? 100 : 2_000;
    for (let round = 0; round < Math.min(rounds, 3); round++) {
      for (const name of ['proxy', 'ours'] as const) {
        const target = await stage.start(name);
        const sample = await growthKb(stage, target, wanted).finally(() => target.stop());
        samples[name].push(sample);
        progress(`  ${name}: ${sample.toFixed(1)} KB per stream`);
      }
    }
    return [
      figureOf(
        {
          what: 'growth of private memory per stream',
          unit: 'KB',
          comparison: 'difference',
          target: { of: 'ours', atMost: 40 },
        },
        samples,
      ),
    ];
  },
};

async function growthKb(stage: Stage, target: Target, wanted: number): Promise<number> {
  const streams = streamsWithin(stage, target, wanted);
  const load: ChatLoad = { messages: shortConversation, stream: true, tokensPerAnswer: 3, concurrency: 20 };
  await stage.upstream.answerWith({ tokens: 3 });
  stage.check(`${title}, warm-up`, await stage.load.run(planFor(target, load, warmUpStreams)));
  await sleep(settleMs);

  const before = memoryOf(target.pid);
  await stage.upstream.answerWith({ tokens: 3, stallAfterTokens: 1 });
  const held = await stage.load.hold(planFor(target, { ...load, concurrency: streams }, streams));
  stage.check(`${title}, ${target.spec.name}`, held);
  await sleep(settleMs);
  const after = memoryOf(target.pid);
  await stage.load.release();
  return (after.privateKb - before.privateKb) / held.complete;
}

function streamsWithin(stage: Stage, target: Target, wanted: number): number {
  const possible = Math.floor((openFilesLimit(target.pid) - otherOpenFiles) / 2);
  if (possible >= wanted) return wanted;
  const note = `Only ${possible} streams were opened instead of ${wanted}: the limit of open files is too low (ulimit -n).`;
  if (!stage.notes.includes(note)) stage.notes.push(note);
  return possible;
}
