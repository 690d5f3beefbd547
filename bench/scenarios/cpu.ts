import { longConversation, shortConversation } from './chat-requests.ts';
import { cpuScenario } from './cpu-scenario.ts';

const nsPerUs = 1e3;
const nsPerMs = 1e6;

/** CPU for each token of streams that send as fast as they can. */
export const streamFast = cpuScenario({
  name: 'stream-fast',
  title: 'Streaming, 20 at a time, 200 tokens each, as fast as they come',
  answer: { tokens: 200 },
  load: { messages: shortConversation, stream: true, tokensPerAnswer: 200, concurrency: 20 },
  requests: 1_000,
  warmUpRequests: 400,
  smokeRequests: 20,
  per: 'token',
  unitNs: nsPerUs,
  figure: { what: 'CPU per token', unit: 'µs', comparison: 'ratio', target: { of: 'ratio', atMost: 1.6 } },
});

/** CPU for each token of responses that are stored. */
export const storedStream = cpuScenario({
  name: 'stored-stream',
  title: 'Streaming responses that are stored, 20 at a time, 200 tokens each, as fast as they come',
  answer: { tokens: 200 },
  load: { messages: shortConversation, stream: true, tokensPerAnswer: 200, concurrency: 20, responses: true },
  requests: 1_000,
  warmUpRequests: 400,
  smokeRequests: 20,
  per: 'token',
  unitNs: nsPerUs,
  figure: { what: 'CPU per token', unit: 'µs', comparison: 'ratio', target: { of: 'ratio', atMost: 2 } },
});

/** CPU for each token of many streams at the pace of a model. */
export const streamPaced = cpuScenario({
  name: 'stream-paced',
  title: 'Streaming, 200 at a time, 200 tokens each, one every 10 ms',
  answer: { tokens: 200, tokenDelayMs: 10 },
  load: { messages: shortConversation, stream: true, tokensPerAnswer: 200, concurrency: 200 },
  requests: 600,
  warmUpRequests: 200,
  smokeRequests: 200,
  per: 'token',
  unitNs: nsPerUs,
  figure: { what: 'CPU per token', unit: 'µs', comparison: 'ratio', target: { of: 'ratio', atMost: 1.3 } },
});

/** CPU for each short request without streaming. */
export const completion = cpuScenario({
  name: 'completion',
  title: 'Without streaming, 20 at a time',
  answer: { tokens: 20 },
  load: { messages: shortConversation, stream: false, tokensPerAnswer: 20, concurrency: 20 },
  requests: 5_000,
  warmUpRequests: 3_000,
  smokeRequests: 100,
  per: 'request',
  unitNs: nsPerMs,
  figure: {
    what: 'CPU per request',
    unit: 'ms',
    comparison: 'difference',
    target: { of: 'difference', atMost: 0.6 },
  },
});

/** CPU for each request that carries a long conversation. */
export const longHistory = cpuScenario({
  name: 'long-history',
  title: 'A request of 1,000 messages and 2 MB, one after the other',
  answer: { tokens: 20 },
  load: { messages: longConversation(1_000, 2_000_000), stream: false, tokensPerAnswer: 20, concurrency: 1 },
  requests: 60,
  warmUpRequests: 100,
  smokeRequests: 3,
  per: 'request',
  unitNs: nsPerMs,
  figure: {
    what: 'CPU per request',
    unit: 'ms',
    comparison: 'difference',
    target: { of: 'ours', atMost: 15 },
  },
});
