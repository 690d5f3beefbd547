import { afterEach, describe, expect, it } from '@jest/globals';
import type { CompactedConversationDto } from '../../src/responses/dto/compact.dto.js';
import { type AgentScript, ScriptedAgentService } from '../../src/testing/index.js';
import { refusalOf } from './support/answers.js';
import { type HostApp, type HostOptions, startHost } from './support/host-app.js';
import { eventsOf, responseOf } from './support/response-events.js';

const LONG = 'word '.repeat(2_000);
const MANAGED = { context_management: [{ type: 'compaction', compact_threshold: 1_000 }] };
const KEYS = [
  { key: 'key-of-ada', owner: 'ada' },
  { key: 'key-of-eve', owner: 'eve' },
];

let host: HostApp;
let agent: ScriptedAgentService;
afterEach(() => host.close());

async function start(script: AgentScript = {}, options: HostOptions = {}): Promise<HostApp> {
  agent = new ScriptedAgentService({ summary: 'They spoke of Ada.', ...script });
  host = await startHost(agent, options);
  return host;
}

function compact(body: object, init: RequestInit = {}): Promise<Response> {
  return fetch(`${host.url}/v1/responses/compact`, {
    method: 'POST',
    body: JSON.stringify({ model: 'scripted-agent', ...body }),
    headers: { 'content-type': 'application/json', ...(init.headers as object | undefined) },
  });
}

async function compactionOf(body: object, init?: RequestInit): Promise<CompactedConversationDto> {
  const reply = await compact(body, init);
  expect(reply.status).toBe(200);
  return (await reply.json()) as CompactedConversationDto;
}

/** What the agent was asked last, as text. */
function lastAsked(): string {
  return JSON.stringify(agent.runs.at(-1)?.request.messages);
}

describe('POST /v1/responses/compact', () => {
  it('summarises a conversation into one item, which stands for it from then on', async () => {
    const { respond } = await start();
    const compaction = await compactionOf({
      input: [
        { role: 'user', content: 'My name is Ada.' },
        { role: 'assistant', content: 'Hello Ada!' },
      ],
      instructions: 'Keep names.',
    });
    expect(compaction).toEqual({
      id: expect.stringMatching(/^resp_/),
      object: 'response.compaction',
      created_at: expect.any(Number),
      output: [
        { type: 'compaction', id: expect.stringMatching(/^cmp_/), encrypted_content: expect.any(String) },
      ],
      usage: expect.objectContaining({ input_tokens: 10, output_tokens: 5, total_tokens: 15 }),
    });
    expect(agent.summaries[0]?.request).toMatchObject({ instructions: ['Keep names.'] });
    expect(JSON.stringify(agent.summaries[0]?.request.messages)).toMatch(/My name is Ada.*Hello Ada!/);

    const next = [...compaction.output, { role: 'user', content: 'Who am I?' }];
    expect((await respond({ input: next })).status).toBe(200);
    expect(lastAsked()).toMatch(/They spoke of Ada\..*Who am I\?/);
    expect(lastAsked()).not.toContain('My name is');
  });

  it('leaves the turn that waits for its answer as it is, with the calls whose results are in it', async () => {
    const { respond } = await start();
    const { output } = await compactionOf({
      input: [
        { role: 'user', content: 'Old.' },
        { type: 'function_call', call_id: 'c1', name: 'look', arguments: '{}' },
        { role: 'user', content: 'Now.' },
        { type: 'function_call_output', call_id: 'c1', output: 'Seen.' },
      ],
    });
    expect(JSON.stringify(agent.summaries[0]?.request.messages)).toContain('Old.');
    expect(JSON.stringify(agent.summaries[0]?.request.messages)).not.toContain('Now.');
    await respond({ input: output });
    expect(lastAsked()).toMatch(/They spoke of Ada\..*look.*Seen\..*Now\./);
    const late = [...output, { type: 'function_call_output', call_id: 'c1', output: 'Again.' }];
    expect((await respond({ input: late })).status).toBe(200);
  });

  it('takes a conversation that is stored, and leaves it as it is', async () => {
    const { respond } = await start();
    const { id } = await responseOf(await respond({ input: 'My name is Ada.' }));
    await compactionOf({ previous_response_id: id });
    expect(JSON.stringify(agent.summaries[0]?.request.messages)).toMatch(/My name is Ada.*Hello!/);
    await respond({ previous_response_id: id, input: 'Who am I?' });
    expect(lastAsked()).toContain('My name is Ada.');
  });

  it('works an earlier compaction in', async () => {
    await start();
    const { output } = await compactionOf({ input: 'One.' });
    await compactionOf({ input: [...output, { role: 'assistant', content: 'Two.' }] });
    expect(JSON.stringify(agent.summaries[1]?.request.messages)).toMatch(/They spoke of Ada.*Two\./);
  });

  it('keeps instructions in force', async () => {
    const { respond } = await start();
    const input = [
      { role: 'developer', content: 'Speak French.' },
      { role: 'user', content: 'Hi' },
    ];
    const { output } = await compactionOf({ input });
    await respond({ input: [input[0], ...output] });
    expect(agent.runs[0]?.request.instructions).toEqual(['Speak French.']);
  });

  it.each([
    [{ model: undefined, input: 'Hi' }, 400, 'model'],
    [{ model: 'nobody', input: 'Hi' }, 404, 'model'],
    [{}, 400, 'input'],
    [{ input: [{ type: 'compaction', encrypted_content: 'x' }] }, 400, 'input[0].encrypted_content'],
    [{ previous_response_id: 'resp_nowhere' }, 400, 'previous_response_id'],
  ])('refuses %j', async (body, status, param) => {
    await start();
    expect(await refusalOf(await compact(body))).toMatchObject({ status, param });
  });

  it('says so where the agent cannot summarise', async () => {
    agent = new ScriptedAgentService();
    host = await startHost(agent);
    expect(await refusalOf(await compact({ input: 'Hi' }))).toMatchObject({
      status: 400,
      code: 'compaction_unsupported',
    });
  });
});

describe('a compaction item', () => {
  it('of somebody else, or one that was changed, is refused', async () => {
    const { respond } = await start({}, { keys: KEYS });
    const ada = { headers: { authorization: 'Bearer key-of-ada' } };
    const eve = { headers: { authorization: 'Bearer key-of-eve' } };
    const { output } = await compactionOf({ input: 'My name is Ada.' }, ada);
    const [item] = output;
    const refusal = { status: 400, code: 'invalid_encrypted_content', param: 'input[0].encrypted_content' };
    expect(await refusalOf(await respond({ input: output }, eve))).toMatchObject(refusal);
    const changed = [{ ...item, encrypted_content: `${item?.encrypted_content.slice(0, -2) ?? ''}AA` }];
    expect(await refusalOf(await respond({ input: changed }, ada))).toMatchObject(refusal);
    expect((await respond({ input: output }, ada)).status).toBe(200);
  });
});

describe('context_management', () => {
  it('compacts a conversation that has become long, tells of it, and goes on from there in later turns', async () => {
    const { respond } = await start();
    const first = await responseOf(await respond({ input: LONG }));
    const events = await eventsOf(
      await respond({ ...MANAGED, input: 'Second.', previous_response_id: first.id, stream: true }),
    );
    expect(events.slice(2, 4)).toMatchObject([
      { type: 'response.output_item.added', output_index: 0, item: { type: 'compaction' } },
      { type: 'response.output_item.done', output_index: 0, item: { type: 'compaction' } },
    ]);
    expect(events.map(({ sequence_number: number }) => number)).toEqual([...events.keys()]);
    const second = events.at(-1)?.response;
    expect(second).toMatchObject({
      status: 'completed',
      output: [{ type: 'compaction' }, { type: 'message' }],
      usage: { input_tokens: 10, output_tokens: 5 },
    });
    expect(lastAsked()).toMatch(/They spoke of Ada\..*Second\./);
    expect(lastAsked()).not.toContain('word word');
    expect(await responseOf(await fetch(`${host.url}/v1/responses/${second?.id ?? ''}`))).toEqual(second);

    await respond({ input: 'Third.', previous_response_id: second?.id });
    expect(lastAsked()).toMatch(/They spoke of Ada\..*Second\..*Hello!.*Third\./);
    expect(lastAsked()).not.toContain('word word');
    const counted = await fetch(`${host.url}/v1/responses/input_tokens`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ previous_response_id: second?.id, input: 'x' }),
    });
    expect(((await counted.json()) as { input_tokens: number }).input_tokens).toBeLessThan(200);
  });

  it('lists everything that a conversation has, and sends what follows the compaction', async () => {
    const { respond } = await start();
    await respond({ input: LONG, conversation: 'project' });
    const second = await responseOf(await respond({ ...MANAGED, input: 'Second.', conversation: 'project' }));
    const id = (second.conversation as { id: string }).id;
    const items = await fetch(`${host.url}/v1/conversations/${id}/items?order=asc`);
    expect(await items.json()).toMatchObject({
      data: [
        { type: 'message', role: 'user' },
        { type: 'message', role: 'assistant' },
        { type: 'message', content: [{ text: 'Second.' }] },
        { type: 'compaction' },
        { type: 'message', role: 'assistant' },
      ],
    });
    await respond({ input: 'Third.', conversation: 'project' });
    expect(lastAsked()).not.toContain('word word');
  });

  it.each([
    ['is short', { input: 'Second.' }, {}],
    ['has nothing older than this turn', { input: LONG, previous_response_id: undefined }, {}],
    ['cannot be summarised', { input: LONG }, { summary: new Error('The model is down.') }],
  ])('leaves a conversation as it is that %s', async (_, body, script) => {
    const { respond } = await start(script);
    const { id } = await responseOf(await respond({ input: 'First.' }));
    const reply = await respond({ ...MANAGED, previous_response_id: id, ...body });
    expect(await responseOf(reply)).toMatchObject({ status: 'completed', output: [{ type: 'message' }] });
  });

  it.each([
    [{ type: 'compaction' }, 'context_management'],
    [[{ type: 'truncation' }], 'context_management[0].type'],
    [[{ type: 'compaction', compact_threshold: 999 }], 'context_management[0].compact_threshold'],
    [[{ type: 'compaction', compact_threshold: '2000' }], 'context_management[0].compact_threshold'],
    [['compaction'], 'context_management[0]'],
  ])('refuses %j', async (management, param) => {
    const { respond } = await start();
    const reply = await respond({ context_management: management });
    expect(await refusalOf(reply)).toMatchObject({ status: 400, param });
  });

  it.each([null, [], [{ type: 'compaction' }], [{ type: 'compaction', compact_threshold: null }]])(
    'does nothing as %j',
    async (management) => {
      const { respond } = await start();
      expect((await respond({ context_management: management, input: LONG })).status).toBe(200);
      expect(agent.summaries).toEqual([]);
    },
  );

  it('goes on in the background', async () => {
    const { respond } = await start();
    const { id } = await responseOf(await respond({ input: LONG }));
    const begun = await responseOf(
      await respond({ ...MANAGED, input: 'Second.', previous_response_id: id, background: true }),
    );
    const events = await eventsOf(await fetch(`${host.url}/v1/responses/${begun.id}?stream=true`));
    expect(events.at(-1)?.response).toMatchObject({
      status: 'completed',
      output: [{ type: 'compaction' }, { type: 'message' }],
    });
  });
});
