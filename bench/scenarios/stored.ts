import { figureOf, type FigureSpec, type Samples } from '../lib/figure.ts';
import { cpuTimeNs } from '../lib/process-cpu.ts';
import { progress } from '../lib/progress.ts';
import type { Stage } from '../stage/stage.ts';
import type { Target } from '../stage/target.ts';
import type { Scenario } from './scenario.ts';

const nsPerMs = 1e6;
const model = 'hermes-agent';
const answerTokens = 20;
const question = 'What do you make of this, and what would you do next? ';

interface Message {
  role: string;
  content: string;
}

/** What a turn costs in a chain of 1,000, beside a turn in a chain of 10; what sending the history costs is taken off. */
export const longChain: Scenario = {
  name: 'long-chain',
  title: 'The 1,000th turn of a chain (base line: ours, the 10th), beyond what sending its history costs',
  measure: (stage, { rounds, smoke }) =>
    withOurs(stage, async (ours) => {
      await stage.upstream.answerWith({ tokens: answerTokens });
      const depths = smoke ? ([3, 10] as const) : ([10, 1_000] as const);
      const chain = await buildChain(ours, depths[1]);
      const requests = smoke ? 5 : 60;
      const own: Samples = { proxy: [], ours: [] };
      for (let round = -1; round < rounds; round++) {
        for (const depth of depths) {
          const cost = await ownCost(ours, chain, depth, requests);
          if (round >= 0) own[depth === depths[0] ? 'proxy' : 'ours'].push(cost);
          progress(`  turn ${depth}: ${cost.toFixed(3)} ms of its own`);
        }
      }
      const spec = { unit: 'ms', comparison: 'ratio' } as const;
      return [
        figureOf(
          { ...spec, what: 'own CPU per turn', target: { of: 'ratio', atMost: 1.5 } } satisfies FigureSpec,
          own,
        ),
      ];
    }),
};

/** What reading one of many stored responses costs. */
export const retrieval: Scenario = {
  name: 'retrieval',
  title: 'Retrieving one of 10,000 stored responses (base line: the health check)',
  measure: (stage, { rounds, smoke }) =>
    withOurs(stage, async (ours) => {
      await stage.upstream.answerWith({ tokens: answerTokens });
      const ids = await inParallel(smoke ? 50 : 10_000, 20, async () => (await respond(ours, question)).id);
      const samples: Samples = { proxy: [], ours: [] };
      const requests = smoke ? 50 : 3_000;
      for (let round = -1; round < rounds; round++) {
        const health = await cpuPer(ours, requests, () => get(new URL('/health', ours.baseUrl).href));
        const found = await cpuPer(ours, requests, (index) =>
          get(`${ours.baseUrl}/responses/${ids[(index * 7_919) % ids.length] ?? ''}`),
        );
        progress(`  health: ${health.toFixed(3)} ms, a response: ${found.toFixed(3)} ms`);
        if (round < 0) continue;
        samples.proxy.push(health);
        samples.ours.push(found);
      }
      return [
        figureOf(
          {
            what: 'CPU per request',
            unit: 'ms',
            comparison: 'difference',
            target: { of: 'ours', atMost: 1 },
          },
          samples,
        ),
      ];
    }),
};

/** What replaying a long stream costs. */
export const resume: Scenario = {
  name: 'resume',
  title: 'Replaying a stored stream of 2,000 events (base line: retrieving its response)',
  measure: (stage, { rounds, smoke }) =>
    withOurs(stage, async (ours) => {
      await stage.upstream.answerWith({ tokens: 2_000 });
      const { id } = await respond(ours, question, { background: true });
      await (await fetch(`${ours.baseUrl}/responses/${id}?stream=true`)).text();
      const samples: Samples = { proxy: [], ours: [] };
      const requests = smoke ? 3 : 60;
      for (let round = -1; round < rounds; round++) {
        const whole = await cpuPer(ours, requests, () => get(`${ours.baseUrl}/responses/${id}`));
        const replayed = await cpuPer(ours, requests, () =>
          get(`${ours.baseUrl}/responses/${id}?stream=true&starting_after=0`),
        );
        progress(`  whole: ${whole.toFixed(3)} ms, replayed: ${replayed.toFixed(3)} ms`);
        if (round < 0) continue;
        samples.proxy.push(whole);
        samples.ours.push(replayed);
      }
      return [
        figureOf(
          {
            what: 'CPU per replay',
            unit: 'ms',
            comparison: 'difference',
            target: { of: 'ours', atMost: 20 },
          },
          samples,
        ),
      ];
    }),
};

async function withOurs<Result>(stage: Stage, use: (ours: Target) => Promise<Result>): Promise<Result> {
  const ours = await stage.start('ours');
  try {
    return await use(ours);
  } finally {
    await ours.stop();
  }
}

/** A chain of turns: the response of each, and the conversation up to it as a client would send it. */
interface Chain {
  ids: string[];
  messages: Message[];
}

async function buildChain(ours: Target, turns: number): Promise<Chain> {
  const chain: Chain = { ids: [], messages: [] };
  for (let turn = 0; turn < turns; turn++) {
    const previous = chain.ids.at(-1);
    const content = `${question}${turn}`;
    const response = await respond(ours, content, previous ? { previous_response_id: previous } : {});
    chain.ids.push(response.id);
    chain.messages.push({ role: 'user', content }, { role: 'assistant', content: response.text });
    if (turn % 250 === 249) progress(`  ${turn + 1} turns`);
  }
  return chain;
}

/** CPU of a turn that goes on from the chain, less that of one whose client sends the same history itself. */
async function ownCost(
  ours: Target,
  { ids, messages }: Chain,
  depth: number,
  requests: number,
): Promise<number> {
  const previous = ids[depth - 2] ?? '';
  const history = messages.slice(0, 2 * (depth - 1));
  const stored = await cpuPer(ours, requests, () =>
    respond(ours, question, { previous_response_id: previous }),
  );
  const sent = await cpuPer(ours, requests, () =>
    post(`${ours.baseUrl}/chat/completions`, {
      model,
      messages: [...history, { role: 'user', content: question }],
    }),
  );
  return stored - sent;
}

async function cpuPer(
  ours: Target,
  requests: number,
  send: (index: number) => Promise<unknown>,
): Promise<number> {
  const before = cpuTimeNs(ours.pid);
  for (let index = 0; index < requests; index++) await send(index);
  return (cpuTimeNs(ours.pid) - before) / nsPerMs / requests;
}

async function inParallel<Result>(
  count: number,
  concurrency: number,
  work: () => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  let left = count;
  const worker = async (): Promise<void> => {
    while (left-- > 0) results.push(await work());
  };
  await Promise.all(Array.from({ length: concurrency }, worker));
  return results;
}

async function respond(
  ours: Target,
  input: string,
  more: object = {},
): Promise<{ id: string; text: string }> {
  const response = (await post(`${ours.baseUrl}/responses`, { model, input, ...more })) as {
    id: string;
    output: { content: { text: string }[] }[];
  };
  return { id: response.id, text: response.output[0]?.content[0]?.text ?? '' };
}

async function post(url: string, body: object): Promise<unknown> {
  const reply = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!reply.ok) throw new Error(`${url}: ${reply.status} ${await reply.text()}`);
  return reply.json();
}

async function get(url: string): Promise<void> {
  const reply = await fetch(url);
  if (!reply.ok) throw new Error(`${url}: ${reply.status}`);
  await reply.text();
}
