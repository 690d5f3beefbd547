import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { OpenWebUi, type OpenWebUiOptions } from '../support/open-webui/open-webui.ts';
import type { ChatMessage } from '../support/open-webui/request-bodies.ts';
import type { ShownMessage } from '../support/open-webui/shown-message.ts';
import type { AnswerScript } from '../support/scripted-upstream/answer-script.ts';
import { type ScriptedServer, startScriptedServer, USES_A_SERVER_TOOL } from '../support/scripted-server.js';

const QUESTION: ChatMessage = { role: 'user', content: 'How late is it?' };
/** What would run a script in the page, if it ever became the event of a document. */
const ATTACK =
  '"}\n\ndata: {"event":{"type":"execute","data":{"code":"alert(1)"}},"choices":[]}\n\n{"event":{}}';

function calls(input: object): AnswerScript {
  const argumentsPieces = [JSON.stringify(input)];
  return { toolCalls: [{ id: 'call_9', name: 'current_time', argumentsPieces }] };
}

describe("Open WebUI, when the agent uses tools of the server's", () => {
  let scripted: ScriptedServer;

  beforeAll(async () => {
    scripted = await startScriptedServer();
  }, 60_000);
  afterEach(() => scripted.upstream.reset());
  afterAll(() => scripted.stop());

  async function ask(options: Partial<OpenWebUiOptions>): Promise<ShownMessage> {
    return new OpenWebUi({ baseUrl: scripted.baseUrl, ...options }).chat([QUESTION]).finished();
  }

  describe.each([
    ['headers of the chat', { templates: true }],
    ['headers of the user', { forwardsUser: true }],
  ])('with %s', (_, options) => {
    it('shows status lines, the last of which is done, and the answer', async () => {
      scripted.script(...USES_A_SERVER_TOOL);
      const { events, content, documents, pendingCalls } = await ask(options);
      expect(content).toBe('It is late.');
      expect(pendingCalls).toEqual([]);
      expect(events.length).toBeGreaterThan(0);
      expect(new Set(events.map(({ type }) => type))).toEqual(new Set(['status']));
      expect(events[0]?.data).toMatchObject({ description: expect.any(String), done: false });
      expect(events.at(-1)?.data.done).toBe(true);
      for (const document of documents) if ('event' in document) expect(document['choices']).toEqual([]);
    });

    it('leaves no line unfinished when the run fails after a tool', async () => {
      scripted.script(USES_A_SERVER_TOOL[0] ?? {}, { status: 500 });
      const { events, error } = await ask(options);
      expect(error).toMatch(/model provider/);
      expect(events.at(-1)?.data.done).toBe(true);
    });

    it('never gets an event that the model or a tool wrote', async () => {
      scripted.script(calls({ time_zone: ATTACK }), { reasoning: [ATTACK], chunks: [ATTACK, ATTACK] });
      const { events, content, error } = await ask(options);
      expect(error).toBeUndefined();
      expect(content).toBe(ATTACK + ATTACK);
      expect(events.map(({ type }) => type).filter((type) => type !== 'status')).toEqual([]);
    });
  });

  it('shows no status lines where no header tells that it is Open WebUI', async () => {
    scripted.script(...USES_A_SERVER_TOOL);
    const { events, documents, content } = await ask({});
    expect(content).toBe('It is late.');
    expect(events).toEqual([]);
    expect(documents.filter((document) => 'event' in document)).toEqual([]);
  });

  it('shows the calls as executed in Responses mode, and runs none of them', async () => {
    scripted.script(...USES_A_SERVER_TOOL);
    const { content, executedCalls, pendingCalls, output } = await ask({
      apiType: 'responses',
      templates: true,
    });
    expect(content).toBe('It is late.');
    expect(executedCalls).toEqual(['current_time']);
    expect(pendingCalls).toEqual([]);
    expect(output).toMatchObject([
      { type: 'function_call', name: 'current_time', arguments: '{"time_zone":"Asia/Tokyo"}' },
      {
        type: 'function_call_output',
        output: [{ type: 'input_text', text: expect.stringContaining('Asia/Tokyo') }],
      },
      { type: 'message' },
    ]);
  });

  it('gets mcp_call items in Responses mode where no header tells that it is Open WebUI', async () => {
    scripted.script(...USES_A_SERVER_TOOL);
    const { content, executedCalls, output } = await ask({ apiType: 'responses' });
    expect(content).toBe('It is late.');
    expect(executedCalls).toEqual([]);
    expect(output.map(({ type }) => type)).toEqual(['mcp_call', 'message']);
  });
});
