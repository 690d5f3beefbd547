import { describe, expect, it } from '@jest/globals';
import { lastValueFrom, NEVER, of, toArray } from 'rxjs';
import type { AgentRequest } from '../agent/agent-request.js';
import type { RunContext } from '../agent/run-context.js';
import { answering, ScriptedAgentService } from './scripted-agent.service.js';

const REQUEST: AgentRequest = { agentId: 'scripted-agent', instructions: [], messages: [], settings: {} };
const CONTEXT: RunContext = { owner: 'ada', requestId: 'req_1', incremental: true, flow: undefined };

function eventsOf(agent: ScriptedAgentService, request = REQUEST) {
  return lastValueFrom(agent.run(request, CONTEXT).pipe(toArray()));
}

/** The text of one run. */
async function textOf(agent: ScriptedAgentService, request = REQUEST): Promise<string> {
  const events = await eventsOf(agent, request);
  return events.map((event) => (event.type === 'text-delta' ? event.text : '')).join('');
}

describe('ScriptedAgentService', () => {
  it('lists one agent and greets, without a script', async () => {
    const agent = new ScriptedAgentService();
    expect(agent.listAgents()).toMatchObject([{ id: 'scripted-agent' }]);
    expect(await textOf(agent)).toBe('Hello!');
  });

  it('has one script for each run, and the last one for all that follow', async () => {
    const agent = new ScriptedAgentService({ runs: [answering('one'), of(...answering(['t', 'wo']))] });
    expect([await textOf(agent), await textOf(agent), await textOf(agent)]).toEqual(['one', 'two', 'two']);
  });

  it('can make up its answer from the request', async () => {
    const agent = new ScriptedAgentService({
      runs: ({ agentId }, { owner }) => answering(`${owner} asks ${agentId}`),
    });
    expect(await textOf(agent)).toBe('ada asks scripted-agent');
  });

  it('says how a run ends', async () => {
    const agent = new ScriptedAgentService({ runs: [answering('x', { finishReason: 'length' })] });
    expect((await eventsOf(agent)).at(-1)).toMatchObject({ type: 'run-end', finishReason: 'length' });
  });

  it('pauses, and fails, where the script says so', async () => {
    const error = new Error('scripted');
    const agent = new ScriptedAgentService({
      runs: [[{ type: 'pause', ms: 5 }, { type: 'failure', error }, ...answering('unreached')]],
    });
    await expect(eventsOf(agent)).rejects.toBe(error);
    expect(agent.failedRuns).toBe(1);
  });

  it('remembers what it was asked, once a run is subscribed to', () => {
    const agent = new ScriptedAgentService();
    const run = agent.run(REQUEST, CONTEXT);
    expect(agent.runs).toEqual([]);
    run.subscribe();
    run.subscribe();
    expect(agent.runs).toEqual([
      { request: REQUEST, context: CONTEXT },
      { request: REQUEST, context: CONTEXT },
    ]);
  });

  it('counts how runs ended', () => {
    const agent = new ScriptedAgentService({ runs: [answering('x'), NEVER] });
    agent.run(REQUEST, CONTEXT).subscribe();
    const unending = agent.run(REQUEST, CONTEXT).subscribe();
    expect([agent.completedRuns, agent.abortedRuns, agent.activeRuns]).toEqual([1, 0, 1]);
    unending.unsubscribe();
    expect([agent.completedRuns, agent.abortedRuns, agent.activeRuns]).toEqual([1, 1, 0]);
  });
});
