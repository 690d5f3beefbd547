import type { AnswerScript } from '../../test/support/scripted-upstream/answer-script.ts';
import { figureOf, type Samples } from '../lib/figure.ts';
import { progress } from '../lib/progress.ts';
import { shortConversation } from './chat-requests.ts';
import { type CpuLoad, sampleCpu } from './cpu-scenario.ts';
import type { Scenario } from './scenario.ts';

const tokens = 20;
const requests = 2_000;
const warmUpRequests = 1_000;
const smokeRequests = 50;
const nsPerMs = 1e6;

const answer: AnswerScript = { tokens };
const toolThenAnswer: AnswerScript = {
  toolCalls: [{ name: 'current_time', argumentsPieces: ['{"time_zone":', '"UTC"}'] }],
  afterToolResult: answer,
};

/** CPU for a run in which the agent calls one of its own tools, beside a run that answers at once. */
export const toolStep: Scenario = {
  name: 'tool-step',
  title: 'A run with one tool step, streamed, 20 at a time (base line: ours without the step)',
  async measure(stage, { rounds, smoke }) {
    const ours = await stage.start('ours');
    const samples: Samples = { proxy: [], ours: [] };
    const load: CpuLoad = {
      title: this.title,
      load: { messages: shortConversation, stream: true, tokensPerAnswer: tokens, concurrency: 20 },
      per: 'request',
      unitNs: nsPerMs,
    };
    try {
      for (const script of [answer, toolThenAnswer]) {
        await stage.upstream.answerWith(script);
        await sampleCpu(stage, ours, load, smoke ? smokeRequests : warmUpRequests);
      }
      for (let round = 0; round < rounds; round++) {
        for (const [into, script] of [
          [samples.proxy, answer],
          [samples.ours, toolThenAnswer],
        ] as const) {
          await stage.upstream.answerWith(script);
          into.push(await sampleCpu(stage, ours, load, smoke ? smokeRequests : requests));
        }
        progress(
          `  without: ${samples.proxy.at(-1)?.toFixed(3)} ms, with: ${samples.ours.at(-1)?.toFixed(3)} ms`,
        );
      }
    } finally {
      await ours.stop();
    }
    return [
      figureOf(
        {
          what: 'CPU per request',
          unit: 'ms',
          comparison: 'difference',
          target: { of: 'difference', atMost: 1 },
        },
        samples,
      ),
    ];
  },
};
