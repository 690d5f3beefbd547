import { figureOf, type Samples } from '../lib/figure.ts';
import { progress } from '../lib/progress.ts';
import { quantile } from '../lib/statistics.ts';
import { planFor, shortConversation, type ChatLoad } from './chat-requests.ts';
import type { Scenario } from './scenario.ts';

const title = 'Time to first token, 20 streams at a time, a token every 5 ms';
const tokens = 20;

/** How long a client waits for its first token, which the upstream sends at once. */
export const firstToken: Scenario = {
  name: 'first-token',
  title,
  measure: (stage, { rounds, smoke }) =>
    stage.withBoth(async ({ proxy, ours }) => {
      const load: ChatLoad = {
        messages: shortConversation,
        stream: true,
        tokensPerAnswer: tokens,
        concurrency: 20,
      };
      const requests = smoke ? 40 : 600;
      await stage.upstream.answerWith({ tokens, tokenDelayMs: 5 });
      for (const target of [proxy, ours]) await stage.load.run(planFor(target, load, requests));

      const p50: Samples = { proxy: [], ours: [] };
      const p99: Samples = { proxy: [], ours: [] };
      for (let round = 0; round < rounds; round++) {
        for (const target of [proxy, ours]) {
          const result = await stage.load.run(planFor(target, load, requests));
          stage.check(`${title}, ${target.spec.name}`, result);
          const { name } = target.spec;
          p50[name].push(quantile(result.firstTokenMs, 0.5));
          p99[name].push(quantile(result.firstTokenMs, 0.99));
          progress(
            `  ${name}: p50 ${p50[name].at(-1)?.toFixed(2)} ms, p99 ${p99[name].at(-1)?.toFixed(2)} ms`,
          );
        }
      }
      return [
        figureOf({ what: 'p50', unit: 'ms', comparison: 'difference' }, p50),
        figureOf({ what: 'p99', unit: 'ms', comparison: 'difference' }, p99),
      ];
    }),
};
