import { afterEach, describe, expect, it } from '@jest/globals';
import { NEVER } from 'rxjs';
import type { AccessKey } from '../../src/index.js';
import {
  answering,
  type AgentScript,
  type RunScript,
  ScriptedAgentService,
} from '../../src/testing/index.js';
import { eventually } from '../support/eventually.js';
import { errorOf } from './support/answers.js';
import { type HostApp, type HostOptions, startHost } from './support/host-app.js';
import { responseOf } from './support/response-events.js';

describe('a response that is stored', () => {
  let host: HostApp | undefined;
  let agent: ScriptedAgentService;

  afterEach(async () => {
    await host?.close();
    host = undefined;
  });

  async function start(script: AgentScript = {}, options: HostOptions = {}): Promise<HostApp> {
    agent = new ScriptedAgentService(script);
    host = await startHost(agent, options);
    return host;
  }

  function at(path: string, init?: RequestInit): Promise<Response> {
    return fetch(`${host?.url ?? ''}/v1/${path}`, init);
  }

  describe('while a run is under way', () => {
    const halfway: RunScript = [
      { type: 'text-delta', text: 'Hel' },
      { type: 'pause', ms: 600_000 },
    ];

    /** Reads a stream until it holds `text`; the rest is still to come. */
    async function begin(body: object = {}): Promise<{ id: string; leave: () => void }> {
      const controller = new AbortController();
      const reply = await (host as HostApp).respond({ ...body, stream: true }, { signal: controller.signal });
      let received = '';
      const reader = (reply.body as ReadableStream<Uint8Array>).getReader();
      while (!received.includes('"delta":"Hel"')) {
        const piece = await reader.read();
        if (piece.done)
          throw new Error(`The stream has ended:
${received}`);
        received += Buffer.from(piece.value).toString();
      }
      const id = /"id":"(resp_\w+)"/.exec(received)?.[1] ?? '';
      return { id, leave: () => controller.abort() };
    }

    it('can be retrieved from the moment its id has been sent, but not gone on from', async () => {
      const { respond } = await start({ runs: [halfway] });
      const { id, leave } = await begin();
      expect(await responseOf(await at(`responses/${id}`))).toMatchObject({ id, status: 'in_progress' });
      expect(await errorOf(await respond({ previous_response_id: id }))).toMatchObject({
        code: 'previous_response_in_progress',
      });
      leave();
    });

    it('stops when the client leaves, and keeps what there was as incomplete', async () => {
      const { respond } = await start({ runs: [halfway, answering('Hello again.')] });
      const { id, leave } = await begin();
      leave();
      await eventually(() => expect(agent.abortedRuns).toBe(1));
      const stored = await responseOf(await at(`responses/${id}`));
      expect(stored).toMatchObject({
        status: 'incomplete',
        incomplete_details: { reason: 'interrupted' },
        output: [{ type: 'message', status: 'incomplete', content: [{ text: 'Hel' }] }],
      });
      await respond({ previous_response_id: id, input: 'Go on' });
      expect(agent.runs[1]?.request.messages).toMatchObject([
        { role: 'user' },
        { role: 'assistant', content: [{ text: 'Hel' }] },
        { role: 'user' },
      ]);
    });

    it('stops when a client leaves that is waiting for the whole', async () => {
      await start({ runs: [NEVER] });
      const controller = new AbortController();
      const asking = (host as HostApp).respond({}, { signal: controller.signal });
      await eventually(() => expect(agent.runs).toHaveLength(1));
      controller.abort();
      await expect(asking).rejects.toThrow();
      await eventually(() => expect(agent.abortedRuns).toBe(1));
    });

    it('stays deleted when it is deleted meanwhile', async () => {
      await start({
        runs: [[{ type: 'text-delta', text: 'Hel' }, { type: 'pause', ms: 150 }, ...answering('lo')]],
      });
      const { id } = await begin();
      expect((await at(`responses/${id}`, { method: 'DELETE' })).status).toBe(200);
      await eventually(() => expect(agent.completedRuns).toBe(1));
      expect((await at(`responses/${id}`)).status).toBe(404);
    });

    it('keeps its conversation busy: another turn is refused, and not to be retried', async () => {
      const { respond } = await start({ runs: [halfway, answering('Next.')] });
      const { leave } = await begin({ conversation: 'project' });
      const refused = await respond({ conversation: 'project' });
      expect(refused.status).toBe(409);
      expect(refused.headers.get('x-should-retry')).toBe('false');
      expect(await errorOf(refused)).toMatchObject({ code: 'conversation_busy', param: 'conversation' });
      expect((await respond({ conversation: 'other' })).status).toBe(200);
      leave();
      await eventually(() => expect(agent.abortedRuns).toBe(1));
      expect((await respond({ conversation: 'project' })).status).toBe(200);
    });
  });

  it('leaves a conversation as it was when a turn fails, so that it can be tried again', async () => {
    const failure = { type: 'failure', error: new Error('no') } as const;
    const { respond } = await start({ runs: [[failure], answering('Hello!')] });
    expect((await respond({ conversation: 'project', input: 'Once?' })).status).toBe(500);
    await respond({ conversation: 'project', input: 'Twice?' });
    expect(agent.runs[1]?.request.messages).toMatchObject([{ content: [{ text: 'Twice?' }] }]);
  });

  it('takes part in a conversation without being stored itself', async () => {
    const { respond } = await start();
    const { id } = await responseOf(await respond({ conversation: 'project', input: 'One', store: false }));
    expect((await at(`responses/${id}`)).status).toBe(404);
    await respond({ conversation: 'project', input: 'Two' });
    expect(agent.runs[1]?.request.messages).toHaveLength(3);
  });

  describe('with several owners', () => {
    const keys: AccessKey[] = [
      { key: 'key-of-ada-1234567890', owner: 'ada' },
      { key: 'key-of-eve-1234567890', owner: 'eve' },
    ];
    const as = (name: string): RequestInit => ({
      headers: { authorization: `Bearer key-of-${name}-1234567890`, 'content-type': 'application/json' },
    });

    it('answers foreign ids as unknown ones, wherever an id can stand', async () => {
      const { respond } = await start({}, { keys });
      const ours = await responseOf(await respond({ conversation: 'project' }, as('ada')));
      const items = (await (await at(`responses/${ours.id}/input_items`, as('ada'))).json()) as {
        first_id: string;
      };
      const ids = {
        response: ours.id,
        conversation: ours.conversation?.id ?? '',
        item: items.first_id,
      };
      const unknown = { response: 'resp_0', conversation: 'conv_0', item: 'msg_0' };
      const post = (path: string, body: object): Promise<Response> =>
        at(path, { ...as('eve'), method: 'POST', body: JSON.stringify(body) });
      const attempts = ({ response, conversation, item }: typeof ids): Promise<Response>[] => [
        at(`responses/${response}`, as('eve')),
        at(`responses/${response}/input_items`, as('eve')),
        post(`responses/${response}/cancel`, {}),
        at(`responses/${response}`, { ...as('eve'), method: 'DELETE' }),
        respond({ previous_response_id: response }, as('eve')),
        respond({ conversation }, as('eve')),
        respond({ conversation: { id: conversation } }, as('eve')),
        respond({ input: [{ type: 'item_reference', id: item }] }, as('eve')),
        post('responses/input_tokens', { input: 'x', previous_response_id: response }),
        at(`conversations/${conversation}`, as('eve')),
        post(`conversations/${conversation}`, { metadata: {} }),
        at(`conversations/${conversation}/items`, as('eve')),
        post(`conversations/${conversation}/items`, { items: [{ role: 'user', content: 'x' }] }),
        at(`conversations/${conversation}/items/${item}`, as('eve')),
        at(`conversations/${conversation}/items/${item}`, { ...as('eve'), method: 'DELETE' }),
        at(`conversations/${conversation}`, { ...as('eve'), method: 'DELETE' }),
      ];
      const answersTo = async (named: typeof ids): Promise<string[]> => {
        const replies = await Promise.all(attempts(named));
        const texts = await Promise.all(replies.map((reply) => reply.text()));
        return replies.map((reply, index) =>
          `${reply.status} ${texts[index] ?? ''}`
            .replaceAll(named.response, 'RESPONSE')
            .replaceAll(named.conversation, 'CONVERSATION')
            .replaceAll(named.item, 'ITEM'),
        );
      };
      const foreign = await answersTo(ids);
      expect(foreign).toEqual(await answersTo(unknown));
      expect(foreign.every((answer) => /^4\d\d /.test(answer))).toBe(true);
      expect(agent.runs).toHaveLength(1);
      expect((await at(`responses/${ours.id}`, as('ada'))).status).toBe(200);
      expect((await at(`conversations/${ids.conversation}`, as('ada'))).status).toBe(200);
    });

    it('has a conversation of one name for each of them', async () => {
      const { respond } = await start({}, { keys });
      const adas = await responseOf(await respond({ conversation: 'project' }, as('ada')));
      const eves = await responseOf(await respond({ conversation: 'project' }, as('eve')));
      expect(eves.conversation).not.toEqual(adas.conversation);
      expect(agent.runs[1]?.request.messages).toHaveLength(1);
    });
  });

  it.each([
    ['limit=0', 'limit'],
    ['limit=101', 'limit'],
    ['limit=x', 'limit'],
    ['order=up', 'order'],
    ['after=msg_nowhere', 'after'],
  ])('answers a list with %s with a 400', async (query, param) => {
    const { respond } = await start();
    const { id } = await responseOf(await respond());
    const reply = await at(`responses/${id}/input_items?${query}`);
    expect(reply.status).toBe(400);
    expect(await errorOf(reply)).toMatchObject({ param });
  });
});
