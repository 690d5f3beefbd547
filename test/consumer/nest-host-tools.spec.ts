import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { INestApplicationContext } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { ProviderTools } from 'hermes-agent-server';
import { callTool } from 'hermes-agent-server/testing';
import { AppModule } from '../../examples/nest-host-tools/src/app.module.js';
import { compileHost, type HostProcess, startHost } from './host-process.js';

const COMPILE_AND_START_TIMEOUT_MS = 60_000;

describe('an application whose providers have tools, tested by itself', () => {
  let app: INestApplicationContext;

  beforeAll(async () => {
    const testing = await Test.createTestingModule({ imports: [AppModule] }).compile();
    app = await testing.createNestApplication({ logger: false }).init();
  });

  afterAll(() => app.close());

  it('tells the model what its tools do and what they take', () => {
    const tools = app.get(ProviderTools, { strict: false }).tools();
    expect(tools.map(({ name, inputSchema }) => ({ name, inputSchema }))).toEqual([
      {
        name: 'find_order',
        inputSchema: {
          type: 'object',
          properties: {
            number: {
              type: 'string',
              description: 'The four digits on the receipt.',
              examples: ['1001'],
              pattern: String.raw`^\d{4}$`,
            },
          },
          required: ['number'],
          additionalProperties: false,
        },
      },
      {
        name: 'send_reminders',
        inputSchema: {
          type: 'object',
          properties: {
            afterDays: {
              type: 'integer',
              description: 'Orders that have waited for fewer days are left alone.',
              minimum: 1,
              maximum: 365,
              default: 14,
            },
          },
          additionalProperties: false,
        },
      },
    ]);
  });

  it('answers for the team that asks', async () => {
    const order = { number: '1001', state: 'on its way', waitingDays: 2 };
    expect(await callTool(app, 'find_order', { number: '1001' }, { owner: 'blue' })).toEqual({
      content: [{ type: 'text', text: JSON.stringify(order) }],
      structuredContent: order,
    });
    expect(await callTool(app, 'find_order', { number: '1001' }, { owner: 'green' })).toEqual({
      content: [{ type: 'text', text: 'The tool failed: The green team has no order 1001.' }],
      isError: true,
    });
  });

  it('reports how far it is', async () => {
    const reports: string[] = [];
    const report = (progress: string): void => void reports.push(progress);
    const result = await callTool(app, 'send_reminders', {}, { owner: 'blue', report });
    expect(result.structuredContent).toEqual({ reminded: ['1003', '1004'] });
    expect(reports).toEqual(['Reminded the supplier of order 1003.', 'Reminded the supplier of order 1004.']);
  });

  it('does not take arguments that do not fit', async () => {
    expect(await callTool(app, 'find_order', { number: 'all' })).toMatchObject({ isError: true });
  });
});

describe('an application whose providers have tools, as a process', () => {
  let host: HostProcess;

  beforeAll(async () => {
    host = await startHost(compileHost('nest-host-tools'), '/health', {});
  }, COMPILE_AND_START_TIMEOUT_MS);

  afterAll(() => (host as HostProcess | undefined)?.stop());

  async function answerTo(question: string, key: string): Promise<string | undefined> {
    const response = await fetch(`${host.origin}/v1/chat/completions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
      body: JSON.stringify({ messages: [{ role: 'user', content: question }] }),
    });
    expect(response.status).toBe(200);
    const { choices } = (await response.json()) as { choices: { message: { content: string } }[] };
    return choices[0]?.message.content;
  }

  it('answers', async () => {
    expect(await answerTo('Hello!', 'key-of-the-blue-team')).toMatch(/\w/);
  });

  it('answers from what the tools of its providers say, to whom they say it', async () => {
    expect(await answerTo('Find order 1001', 'key-of-the-blue-team')).toContain('on its way');
    expect(await answerTo('Find order 1001', 'key-of-the-green-team')).toContain('has no order 1001');
  });
});
