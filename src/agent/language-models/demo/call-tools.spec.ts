import { describe, expect, it } from '@jest/globals';
import type { JSONValue, LanguageModelV4CallOptions, LanguageModelV4FunctionTool } from '@ai-sdk/provider';
import { callTools } from './call-tools.js';
import { readConversation } from './conversation.js';

type Properties = NonNullable<LanguageModelV4FunctionTool['inputSchema']['properties']>;
type ToolChoice = NonNullable<LanguageModelV4CallOptions['toolChoice']>;

const TEXT = { type: 'string' } as const;

function tool(
  name: string,
  description: string,
  properties: Properties = {},
  required = Object.keys(properties),
): LanguageModelV4FunctionTool {
  return { type: 'function', name, description, inputSchema: { type: 'object', properties, required } };
}

const UNIT: Properties[string] = { type: 'string', enum: ['celsius', 'fahrenheit'] };
const TOOLS = [
  tool('get_weather', 'Get the current weather for a location', { location: TEXT, unit: UNIT }, ['location']),
  tool('getCurrentTime', 'Returns the current time in a city', { city: TEXT }),
  tool('web_search', 'Search the web for information', { query: TEXT }),
  tool('calculator', 'Evaluates arithmetic expressions', { expression: TEXT }),
  tool('create_issue', 'Create an issue in a repository', { owner: TEXT, title: TEXT }),
  tool('list_issues', 'List the issues of a repository', { state: { enum: ['open', 'closed'] } }),
  tool('read_file', 'Read a file from disk', { path: TEXT }),
  tool('delete_file', 'Delete a file from disk', { path: TEXT }),
  tool('roll_dice', 'Roll dice', { sides: { type: 'integer' }, count: { type: 'integer', maximum: 10 } }),
  tool('send_email', 'Send an email', { to: { type: 'string', format: 'email' }, subject: TEXT, body: TEXT }),
  tool('set_light', 'Turn a light on or off', { room: TEXT, on: { type: 'boolean' } }),
];

function callsFor(text: string, toolChoice?: ToolChoice, tools = TOOLS): readonly [string, JSONValue][] {
  const conversation = readConversation([{ role: 'user', content: [{ type: 'text', text }] }]);
  const calls = callTools(conversation, { tools, ...(toolChoice !== undefined && { toolChoice }) });
  return calls.map(({ toolName, input }) => [toolName, JSON.parse(input) as JSONValue]);
}

describe('callTools', () => {
  it.each([
    'hello',
    'Hi, how are you today?',
    'Write a poem about the sea',
    'What is the capital of France?',
    'Can you help me with my homework?',
    'Explain how computers store their files',
    'Summarise our conversation',
    'thanks!',
  ])('calls no tool for %j', (text) => {
    expect(callsFor(text)).toEqual([]);
  });

  it.each([
    ['What is the weather in Paris?', 'get_weather', { location: 'Paris' }],
    ['weather in new york please', 'get_weather', { location: 'new york' }],
    [
      'How is the weather in São Paulo in fahrenheit?',
      'get_weather',
      { location: 'São Paulo', unit: 'fahrenheit' },
    ],
    ['What time is it in Tokyo?', 'getCurrentTime', { city: 'Tokyo' }],
    ['Search the web for cats in hats', 'web_search', { query: 'cats in hats' }],
    ['search for "open webui"', 'web_search', { query: 'open webui' }],
    ['calculate 2 * (3 + 4)', 'calculator', { expression: '2 * (3 + 4)' }],
    ['Create an issue titled "Bug" for Ada', 'create_issue', { owner: 'Ada', title: 'Bug' }],
    ['List the closed issues', 'list_issues', { state: 'closed' }],
    ['Please run list_issues', 'list_issues', { state: 'open' }],
    ['Read the file docs/README.md please', 'read_file', { path: 'docs/README.md' }],
    ['Roll 3 dice with 20 sides', 'roll_dice', { sides: 20, count: 3 }],
    ['Turn on the light in the kitchen', 'set_light', { room: 'kitchen', on: true }],
    [
      'Send an email to ada@example.com with the subject "Hello" and the body "How are you?"',
      'send_email',
      { to: 'ada@example.com', subject: 'Hello', body: 'How are you?' },
    ],
  ])('understands %j', (text, name, input) => {
    expect(callsFor(text)).toEqual([[name, input]]);
  });

  it('makes two calls for two tools asked for in one message, each with its own values', () => {
    expect(callsFor('What is the weather in Paris and what is the time in Tokyo?')).toEqual([
      ['get_weather', { location: 'Paris' }],
      ['getCurrentTime', { city: 'Tokyo' }],
    ]);
  });

  it('calls one tool for each place that is named', () => {
    expect(callsFor("What's the weather in Paris, New York and Oslo?")).toEqual([
      ['get_weather', { location: 'Paris' }],
      ['get_weather', { location: 'New York' }],
      ['get_weather', { location: 'Oslo' }],
    ]);
  });

  it('makes up what the message does not say, within the schema', () => {
    expect(callsFor('weather')).toEqual([['get_weather', { location: 'Example location' }]]);
  });

  it('tells a tool from one whose name begins with its name', () => {
    const tools = [tool('get_weather', 'Weather'), tool('get_weather_alerts', 'Alerts')];
    expect(callsFor('call get_weather_alerts', undefined, tools)).toEqual([['get_weather_alerts', {}]]);
  });

  it('calls no tool when told so', () => {
    expect(callsFor('What is the weather in Paris?', { type: 'none' })).toEqual([]);
  });

  it('calls the best tool, or the first, when it must call one', () => {
    expect(callsFor('What time is it in Tokyo?', { type: 'required' })).toEqual([
      ['getCurrentTime', { city: 'Tokyo' }],
    ]);
    expect(callsFor('hello', { type: 'required' })[0]?.[0]).toBe('get_weather');
  });

  it('calls the named tool', () => {
    expect(callsFor('What is the weather in Paris?', { type: 'tool', toolName: 'web_search' })[0]?.[0]).toBe(
      'web_search',
    );
    expect(callsFor('hello', { type: 'tool', toolName: 'missing' })).toEqual([]);
  });

  it('gives a tool whose schema says nothing an empty object', () => {
    const bare: LanguageModelV4FunctionTool = { type: 'function', name: 'get_news', inputSchema: {} };
    expect(callsFor('Any news?', undefined, [bare])).toEqual([['get_news', {}]]);
  });

  it('gives calls the same id for the same conversation, and never one id twice', () => {
    const text = 'weather in Paris and weather in London';
    const first = readConversation([{ role: 'user', content: [{ type: 'text', text }] }]);
    const ids = callTools(first, { tools: TOOLS }).map(({ toolCallId }) => toolCallId);
    expect(callTools(first, { tools: TOOLS }).map(({ toolCallId }) => toolCallId)).toEqual(ids);
    const later = callTools({ ...first, toolCallIds: new Set(ids) }, { tools: TOOLS }).map(
      ({ toolCallId }) => toolCallId,
    );
    const all = [...ids, ...later];
    expect(new Set(all).size).toBe(all.length);
    for (const id of all) expect(id).toMatch(/^call_[0-9a-f]{24}$/);
  });

  it('calls nothing more once a tool has answered', () => {
    const conversation = readConversation([
      { role: 'user', content: [{ type: 'text', text: 'What is the weather in Paris?' }] },
      {
        role: 'tool',
        content: [
          {
            type: 'tool-result',
            toolCallId: '1',
            toolName: 'get_weather',
            output: { type: 'text', value: 'sunny' },
          },
        ],
      },
    ]);
    expect(callTools(conversation, { tools: TOOLS })).toEqual([]);
  });
});
