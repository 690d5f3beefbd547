import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type INestApplicationContext, Injectable } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { Max } from 'class-validator';
import { NEVER, type Observable } from 'rxjs';
import { AgentModule } from '../agent/agent.module.js';
import { DemoLanguageModel } from '../agent/language-models/demo/demo-language-model.js';
import { AgentTool } from '../agent/tools/provider-tools/agent-tool.decorator.js';
import type { ToolContext } from '../agent/tools/tool.js';
import { callTool } from './call-tool.js';

class CountDto {
  @Max(3) to!: number;
}

@Injectable()
class Counter {
  calls = 0;

  @AgentTool({ description: 'Counts for who asks.' })
  count({ to }: CountDto, { owner, report }: ToolContext): string {
    this.calls++;
    report('counting');
    return `${owner} counts to ${to}`;
  }

  @AgentTool({ description: 'Fails.' })
  fail(): never {
    throw new Error('the ledger is closed');
  }

  @AgentTool({ description: 'Never ends.' })
  wait(): Observable<string> {
    return NEVER;
  }
}

describe('callTool', () => {
  let app: INestApplicationContext;

  beforeAll(async () => {
    const agent = AgentModule.forRoot({ agents: [{ id: 'demo', model: new DemoLanguageModel() }] });
    const testing = await Test.createTestingModule({ imports: [agent], providers: [Counter] }).compile();
    app = await testing.init();
  });

  afterAll(() => app.close());

  it('calls the tool with the given context', async () => {
    const reports: string[] = [];
    const report = (progress: string): void => void reports.push(progress);
    expect(await callTool(app, 'count', { to: 2 }, { owner: 'blue', report })).toEqual({
      content: [{ type: 'text', text: 'blue counts to 2' }],
    });
    expect(reports).toEqual(['counting']);
  });

  it('does not call it with arguments that do not fit, and says why', async () => {
    const before = app.get(Counter).calls;
    expect(await callTool(app, 'count', { to: 4, from: 1 })).toEqual({
      content: [
        {
          type: 'text',
          text: expect.stringContaining("must not have the property 'from'; 'to' must be <= 3."),
        },
      ],
      isError: true,
    });
    expect(app.get(Counter).calls).toBe(before);
  });

  it('shows a failure as the model would read it', async () => {
    expect(await callTool(app, 'fail')).toEqual({
      content: [{ type: 'text', text: 'The tool failed: the ledger is closed' }],
      isError: true,
    });
  });

  it('resolves with what the model would read when the signal aborts', async () => {
    const controller = new AbortController();
    const waiting = callTool(app, 'wait', {}, { signal: controller.signal });
    controller.abort();
    expect(await waiting).toMatchObject({ isError: true });
  });

  it('names the tools there are when it is asked for another', async () => {
    await expect(callTool(app, 'cuont')).rejects.toThrow(
      "No provider has a tool 'cuont'. There are: count, fail, wait.",
    );
  });
});
