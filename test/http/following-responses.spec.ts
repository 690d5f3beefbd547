import { afterEach, describe, expect, it } from '@jest/globals';
import { Subject } from 'rxjs';
import type { AgentEvent } from '../../src/agent/agent-event.js';
import { NO_USAGE } from '../../src/agent/usage.js';
import { InMemoryResponseStore } from '../../src/index.js';
import { type AgentScript, answering, ScriptedAgentService } from '../../src/testing/index.js';
import { eventually } from '../support/eventually.js';
import { errorOf } from './support/answers.js';
import { type HostApp, type HostOptions, startHost } from './support/host-app.js';
import { eventsOf, type ResponseEvent, responseOf } from './support/response-events.js';

const END: AgentEvent = { type: 'run-end', finishReason: 'stop', usage: NO_USAGE };
const SOME_OF_EACH: AgentEvent[] = [
  { type: 'reasoning-delta', text: 'Let me ' },
  { type: 'reasoning-delta', text: 'think.' },
  { type: 'tool-call-start', callId: 'c1', toolName: 'look_up', executor: 'agent' },
  { type: 'tool-call-delta', callId: 'c1', argumentsDelta: '{}' },
  { type: 'tool-call-end', callId: 'c1', toolName: 'look_up', arguments: '{}', executor: 'agent' },
  {
    type: 'tool-result',
    callId: 'c1',
    toolName: 'look_up',
    result: { content: [{ type: 'text', text: '42' }] },
    durationMs: 1,
  },
  { type: 'step-end', step: 0, finishReason: 'tool-calls', usage: NO_USAGE },
  { type: 'text-delta', text: 'It is ' },
  { type: 'text-delta', text: '42.\u2028"' },
  { type: 'source', url: 'https://a.example', title: 'A' },
  { type: 'refusal-delta', text: 'No more.' },
  END,
];

const text = (said: string): AgentEvent => ({ type: 'text-delta', text: said });

function numbersOf(events: readonly ResponseEvent[]): number[] {
  return events.map(({ sequence_number: number }) => number);
}

function from(first: number, count: number): number[] {
  return Array.from({ length: count }, (_, index) => first + index);
}

describe('the events of a stored response', () => {
  let host: HostApp | undefined;
  let run: Subject<AgentEvent>;

  afterEach(async () => {
    await host?.close();
    host = undefined;
  });

  async function start(script?: AgentScript, options: HostOptions = {}): Promise<HostApp> {
    run = new Subject();
    host = await startHost(new ScriptedAgentService(script ?? { runs: [run] }), options);
    return host;
  }

  function at(path: string): Promise<Response> {
    return fetch(`${host?.url ?? ''}/v1/responses/${path}`);
  }

  /** Begins a streamed response, of which the id is known and the rest is still to come. */
  async function begin(body: object = {}) {
    const controller = new AbortController();
    const reply = await (host as HostApp).respond({ stream: true, ...body }, { signal: controller.signal });
    const [first, whole] = (reply.body as ReadableStream<Uint8Array>).tee();
    const { value } = await first.getReader().read();
    const id = /"id":"(resp_\w+)"/.exec(Buffer.from(value ?? []).toString())?.[1] ?? '';
    const events = eventsOf(new Response(whole));
    events.catch(() => undefined);
    await eventually(() => expect(run.observed).toBe(true));
    return { id, events, leave: () => controller.abort() };
  }

  it.each([{ stream: true }, { stream: true, background: true }])(
    'are replayed as they were told, after the end of %j',
    async (body) => {
      const { respond } = await start({ runs: [SOME_OF_EACH] });
      const told = await eventsOf(await respond(body));
      const { id } = told[0]?.response ?? { id: '' };
      expect(await eventsOf(await at(`${id}?stream=true`))).toEqual(told);
      for (const after of [0, 7, told.length - 3]) {
        const rest = await eventsOf(await at(`${id}?stream=true&starting_after=${after}`));
        expect(rest).toEqual(told.slice(after + 1));
      }
    },
  );

  it('are replayed of a response that was not streamed, too', async () => {
    const { respond } = await start({ runs: [SOME_OF_EACH] });
    const response = await responseOf(await respond());
    const events = await eventsOf(await at(`${response.id}?stream=true`));
    expect(numbersOf(events)).toEqual(from(0, events.length));
    expect(events.at(-1)).toMatchObject({ type: 'response.completed', response });
  });

  it.each([{}, { background: true }])(
    'are followed live by any number of readers, from wherever each wants, of %j',
    async (body) => {
      await start();
      const { id, events } = await begin(body);
      run.next(text('Hel'));
      await new Promise((resolve) => setTimeout(resolve, 60));
      const readers = [-1, 2, 3].map(async (after) => {
        const query = after < 0 ? '' : `&starting_after=${after}`;
        return { after, events: await eventsOf(await at(`${id}?stream=true${query}`)) };
      });
      await new Promise((resolve) => setTimeout(resolve, 60));
      run.next(text('lo'));
      for (const event of SOME_OF_EACH) run.next(event);
      run.complete();
      const told = await events;
      expect(numbersOf(told)).toEqual(from(0, told.length));
      for (const { after, events: read } of await Promise.all(readers)) {
        expect(read).toEqual(told.slice(after + 1));
      }
    },
  );

  it('are all told to a reader that comes back again and again', async () => {
    await start();
    const { id, leave } = await begin({ background: true });
    leave();
    let said = '';
    let after = -1;
    for (let round = 0; round < 10; round++) {
      for (const piece of ['a', 'b', 'c']) run.next(text(`${round}${piece} `));
      const controller = new AbortController();
      const reply = await fetch(
        `${(host as HostApp).url}/v1/responses/${id}?stream=true${after < 0 ? '' : `&starting_after=${after}`}`,
        { signal: controller.signal },
      );
      let received = '';
      const reader = (reply.body as ReadableStream<Uint8Array>).getReader();
      while (!received.includes(`${round}c `))
        received += Buffer.from((await reader.read()).value ?? []).toString();
      controller.abort();
      for (const line of received.split('\n').filter((candidate) => candidate.startsWith('data: {'))) {
        const event = JSON.parse(line.slice(6)) as ResponseEvent;
        expect(event.sequence_number).toBe(after + 1);
        after = event.sequence_number;
        if (event.type === 'response.output_text.delta') said += event.delta ?? '';
      }
    }
    expect(said).toBe(
      from(0, 10)
        .map((round) => `${round}a ${round}b ${round}c `)
        .join(''),
    );
  });

  it('are told without padding, or with it where that is wanted', async () => {
    const { respond } = await start({ runs: [answering('Hello')] });
    const { id } = await responseOf(await respond());
    const deltas = async (query: string) =>
      (await eventsOf(await at(`${id}?stream=true${query}`))).filter(({ delta }) => delta !== undefined);
    expect((await deltas(''))[0]).not.toHaveProperty('obfuscation');
    expect((await deltas('&include_obfuscation=true'))[0]).toHaveProperty('obfuscation');
  });

  it('are followed by a reader that goes without harm to the response', async () => {
    await start();
    const { id, events } = await begin();
    const reply = await at(`${id}?stream=true`);
    await reply.body?.cancel();
    run.next(text('Hello'));
    run.next(END);
    run.complete();
    expect((await events).at(-1)).toMatchObject({ type: 'response.completed' });
  });

  it('end at the last event for a reader that has it', async () => {
    const { respond } = await start({ runs: [answering('Hello')] });
    const told = await eventsOf(await respond({ stream: true }));
    const id = told[0]?.response?.id ?? '';
    expect(await eventsOf(await at(`${id}?stream=true&starting_after=${told.length - 1}`))).toEqual([]);
  });

  describe('that there are not', () => {
    it.each(['stream=true&starting_after=99', 'stream=true&starting_after=9'])(
      'are a 400 for %s, of a response that has ended',
      async (query) => {
        const { respond } = await start({ runs: [answering('Hello')] });
        const { id } = await responseOf(await respond());
        const reply = await at(`${id}?${query}`);
        expect(reply.status).toBe(400);
        expect(await errorOf(reply)).toMatchObject({
          param: 'starting_after',
          code: 'invalid_starting_after',
        });
      },
    );

    it.each([{}, { background: true }])('are a 400 of a response under way, of %j', async (body) => {
      await start();
      const { id } = await begin(body);
      const reply = await at(`${id}?stream=true&starting_after=99`);
      expect(reply.status).toBe(400);
      expect(await errorOf(reply)).toMatchObject({ code: 'invalid_starting_after' });
    });

    it.each([
      ['starting_after=1', 'starting_after'],
      ['stream=true&starting_after=x', 'starting_after'],
      ['stream=true&starting_after=-1', 'starting_after'],
      ['stream=true&starting_after=1.5', 'starting_after'],
      ['stream=maybe', 'stream'],
      ['stream=true&include_obfuscation=2', 'include_obfuscation'],
    ])('are a 400 for ?%s at %s', async (query, param) => {
      const { respond } = await start({ runs: [answering('Hello')] });
      const { id } = await responseOf(await respond());
      const reply = await at(`${id}?${query}`);
      expect(reply.status).toBe(400);
      expect(await errorOf(reply)).toMatchObject({ param, code: 'invalid_value' });
    });

    it('are a 404 of a response that there is not', async () => {
      await start();
      const reply = await at('resp_nowhere?stream=true');
      expect([reply.status, await errorOf(reply)]).toMatchObject([404, { code: 'response_not_found' }]);
    });
  });

  it('are told anew, each text in one piece, where they are not kept any more', async () => {
    const store = new InMemoryResponseStore();
    const { respond } = await start({ runs: [SOME_OF_EACH] }, { store });
    const response = await responseOf(await respond());
    store.listEvents = () => Promise.resolve([]);
    const events = await eventsOf(await at(`${response.id}?stream=true`));
    expect(numbersOf(events)).toEqual(from(0, events.length));
    expect(events.at(-1)).toMatchObject({ type: 'response.completed', response });
    expect(events.filter(({ type }) => type === 'response.output_item.done').map(({ item }) => item)).toEqual(
      response.output,
    );
    expect(await errorOf(await at(`${response.id}?stream=true&starting_after=3`))).toMatchObject({
      code: 'invalid_starting_after',
    });
  });

  describe('when the client that waits goes away', () => {
    it('end as incomplete', async () => {
      await start();
      const { id, leave } = await begin();
      run.next(text('Hel'));
      leave();
      await eventually(async () => {
        expect(await responseOf(await at(id))).toMatchObject({
          status: 'incomplete',
          output: [{ status: 'incomplete', content: [{ text: 'Hel' }] }],
        });
      });
      expect(run.observed).toBe(false);
    });

    it('go on where the host says so', async () => {
      await start(undefined, { onDisconnect: 'continue' });
      const { id, leave } = await begin();
      leave();
      await finishUnread(id);
    });

    it.each([{ stream: true }, { stream: false }])('go on where the client says so, of %j', async (body) => {
      const { url } = await start();
      const controller = new AbortController();
      const asked = fetch(`${url}/v1/responses`, {
        method: 'POST',
        body: JSON.stringify({ input: 'Hi', conversation: 'project', ...body }),
        headers: { 'content-type': 'application/json', 'x-on-disconnect': 'continue' },
        signal: controller.signal,
      });
      asked.catch(() => undefined);
      await eventually(() => expect(run.observed).toBe(true));
      controller.abort();
      await new Promise((resolve) => setTimeout(resolve, 50));
      expect(run.observed).toBe(true);
      run.next(text('Hello'));
      run.next(END);
      run.complete();
      await eventually(async () => {
        const reply = await (host as HostApp).respond({ conversation: 'project', background: true });
        expect(reply.status).toBe(200);
      });
    });

    it('are a 400 where the client says anything else', async () => {
      const { respond } = await start();
      const reply = await respond({}, { headers: { 'x-on-disconnect': 'explode' } });
      expect([reply.status, await errorOf(reply)]).toMatchObject([400, { param: 'X-On-Disconnect' }]);
    });

    async function finishUnread(id: string): Promise<void> {
      await new Promise((resolve) => setTimeout(resolve, 50));
      run.next(text('Hello'));
      run.next(END);
      run.complete();
      await eventually(async () => {
        expect(await responseOf(await at(id))).toMatchObject({
          status: 'completed',
          output: [{ content: [{ text: 'Hello' }] }],
        });
      });
    }
  });
});
