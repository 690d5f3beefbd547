import { describe, expect, it, jest } from '@jest/globals';
import type { AgentRequest, ConversationMessage } from '../agent-request.js';
import { textResult } from '../tools/tool-result.js';
import type { Tool } from '../tools/tool.js';
import { InterruptedRuns } from './interrupted-runs.js';
import {
  QUESTION,
  ANYTHING,
  saying,
  calling,
  tool,
  run,
  resultsOf,
  finish,
} from '../../../test/support/agent-run-harness.js';
describe("the client's own tools", () => {
  const clientTool = { type: 'function' as const, name: 'pay', inputSchema: ANYTHING };
  const now = tool('now', () => Promise.resolve(textResult('noon')));
  const answerOf = (toolCallId: string): ConversationMessage => ({
    role: 'tool',
    content: [{ type: 'tool-result', toolCallId, toolName: 'pay', output: { type: 'text', value: 'paid' } }],
  });
  const clientsView = (toolCallId: string): ConversationMessage => ({
    role: 'assistant',
    content: [{ type: 'tool-call', toolCallId, toolName: 'pay', input: {} }],
  });

  it("are offered beside the agent's, and end the run when they are called", async () => {
    const state = run([calling(['pay'])], [now], { request: { tools: [clientTool] } });
    await state.ended();
    expect(state.calls[0]?.tools?.map(({ name }) => name)).toEqual(['now', 'pay']);
    expect(state.events[0]).toMatchObject({ type: 'tool-call-start', executor: 'client' });
    expect(state.events.at(-1)).toMatchObject({ type: 'run-end', finishReason: 'tool-calls' });
  });

  it('hide a tool of the agent that has the same name', async () => {
    const execute = jest.fn<Tool['execute']>();
    const state = run([calling(['pay'])], [tool('pay', execute)], { request: { tools: [clientTool] } });
    await state.ended();
    expect(state.calls[0]?.tools).toEqual([clientTool]);
    expect(execute).not.toHaveBeenCalled();
  });

  it("called in one step with the agent's own: those run, and neither is lost when the client comes back", async () => {
    const interruptedRuns = new InterruptedRuns();
    const first = run([calling(['now']), calling(['now', '{}', 'again'], ['pay'])], [now], {
      request: { tools: [clientTool] },
      interruptedRuns,
    });
    await first.ended();
    expect(first.events.at(-1)).toMatchObject({ finishReason: 'tool-calls' });
    expect(resultsOf(first.events)).toHaveProperty('now');

    const conversation = [QUESTION, clientsView('cpay'), answerOf('cpay')];
    const restored = interruptedRuns.restore('ada', conversation);
    expect(restored.map(({ role }) => role)).toEqual([
      'user',
      'assistant',
      'tool',
      'assistant',
      'tool',
      'tool',
    ]);
    expect(JSON.stringify(restored[3])).toMatch(/"again".*"cpay"/);
    expect(JSON.stringify(restored[4])).toContain('noon');
    expect(interruptedRuns.restore('eve', conversation)).toEqual(conversation);
  });

  it('after earlier steps of the agent, are gone on from with what those found', async () => {
    const interruptedRuns = new InterruptedRuns();
    const first = run([calling(['now']), calling(['pay'])], [now], {
      request: { tools: [clientTool] },
      interruptedRuns,
    });
    await first.ended();
    const restored = interruptedRuns.restore('ada', [QUESTION, clientsView('cpay'), answerOf('cpay')]);
    expect(restored.map(({ role }) => role)).toEqual(['user', 'assistant', 'tool', 'assistant', 'tool']);
  });

  it('called in the last step that a run may have, leave no note of its limit to the run after it', async () => {
    const interruptedRuns = new InterruptedRuns();
    const first = run([calling(['now'], ['pay'])], [now], {
      request: { tools: [clientTool] },
      limits: { maxSteps: 1 },
      interruptedRuns,
    });
    await first.ended();
    const restored = interruptedRuns.restore('ada', [QUESTION, clientsView('cpay'), answerOf('cpay')]);
    expect(JSON.stringify(restored)).toContain('noon');
    expect(JSON.stringify(restored)).not.toContain('limit');
  });

  it('are not mistaken for those of another conversation by models that number their calls anew', async () => {
    const interruptedRuns = new InterruptedRuns();
    const secret = tool('now', () => Promise.resolve(textResult('a secret')));
    const first = run([calling(['now'], ['pay', '{}', 'call_0'])], [secret], {
      request: { tools: [clientTool] },
      interruptedRuns,
    });
    await first.ended();
    const another: ConversationMessage = { role: 'user', content: [{ type: 'text', text: 'Stop' }] };
    const conversation = [another, clientsView('call_0'), answerOf('call_0')];
    expect(interruptedRuns.restore('ada', conversation)).toEqual(conversation);
    const restored = interruptedRuns.restore('ada', [QUESTION, clientsView('call_0'), answerOf('call_0')]);
    expect(JSON.stringify(restored)).toContain('a secret');
  });

  it('are as the client says where it has changed their arguments', async () => {
    const interruptedRuns = new InterruptedRuns();
    const first = run([calling(['now'], ['pay', '{"euros":1000}'])], [now], {
      request: { tools: [clientTool] },
      interruptedRuns,
    });
    await first.ended();
    const paying = (euros: number): readonly ConversationMessage[] => [
      QUESTION,
      {
        role: 'assistant',
        content: [{ type: 'tool-call', toolCallId: 'cpay', toolName: 'pay', input: { euros } }],
      },
      answerOf('cpay'),
    ];
    expect(interruptedRuns.restore('ada', paying(1))).toEqual(paying(1));
    expect(interruptedRuns.restore('ada', paying(1000))).toHaveLength(4);
  });

  it('are demanded in every step where one is required, one of the agent only in the first', async () => {
    const toolChoice = { type: 'required' } as const;
    const withClients = run([calling(['now']), calling(['pay'])], [now], {
      request: { tools: [clientTool], toolChoice },
    });
    await withClients.ended();
    expect(withClients.calls.map((call) => call.toolChoice)).toEqual([toolChoice, toolChoice]);
    const without = run([calling(['now']), saying('Noon.')], [now], { request: { toolChoice } });
    await without.ended();
    expect(without.calls.map((call) => call.toolChoice)).toEqual([toolChoice, undefined]);
  });

  it('can be named in the choice, as the agent’s can; any other name is refused', async () => {
    const naming = (toolName: string): Partial<AgentRequest> => ({
      tools: [clientTool],
      toolChoice: { type: 'tool', toolName },
    });
    const named = run([calling(['now']), saying('Noon.')], [now], { request: naming('now') });
    await named.ended();
    expect(named.calls.map((call) => call.toolChoice)).toEqual([
      { type: 'tool', toolName: 'now' },
      undefined,
    ]);
    const refused = run([], [now], { request: naming('nwo') });
    expect(refused.error).toMatchObject({ kind: 'invalid-request', param: 'tool_choice' });
  });

  it('are told of but not to be called with the choice `none`, and no tool of the agent is', async () => {
    const state = run([saying('Hi')], [now], {
      request: { tools: [clientTool], toolChoice: { type: 'none' } },
    });
    expect(state.calls[0]).toMatchObject({ tools: [clientTool], toolChoice: { type: 'none' } });
    expect(
      run([saying('Hi')], [now], { request: { toolChoice: { type: 'none' } } }).calls[0],
    ).not.toHaveProperty('tools');
  });

  it('cut off together with calls of the agent leave none of those without a result', async () => {
    const interruptedRuns = new InterruptedRuns();
    const second = calling(['now', '{}', 'again'], ['pay']).slice(0, -1);
    const state = run([calling(['now']), [...second, finish('length')]], [now], {
      request: { tools: [clientTool] },
      interruptedRuns,
    });
    await state.ended();
    const restored = interruptedRuns.restore('ada', [QUESTION, clientsView('cpay'), answerOf('cpay')]);
    expect(restored.map(({ role }) => role)).toEqual([
      'user',
      'assistant',
      'tool',
      'assistant',
      'tool',
      'tool',
    ]);
    expect(JSON.stringify(restored[4])).toMatch(/"toolCallId":"again".*was not run/);
  });
});
