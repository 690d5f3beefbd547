import { describe, expect, it } from '@jest/globals';
import type {
  JSONSchema7,
  JSONValue,
  LanguageModelV4FunctionTool,
  LanguageModelV4Message,
  LanguageModelV4Prompt,
} from '@ai-sdk/provider';
import { composeReply, type DemoReply } from './compose-reply.js';

function tool(
  name: string,
  description: string,
  properties: Record<string, JSONSchema7>,
  required: string[] = [],
): LanguageModelV4FunctionTool {
  return {
    type: 'function',
    name,
    description,
    inputSchema: { type: 'object', properties, required, additionalProperties: false },
  };
}

const text = (description: string): JSONSchema7 => ({ type: 'string', description });

/** What an agent offers with its built-in toolsets and the MCP reference server. */
const TOOLS = [
  tool(
    'current_time',
    'Tells the current date, time and weekday. Use it whenever an answer depends on what day or time it is, as you cannot know it otherwise.',
    {
      time_zone: text('An IANA time zone such as Europe/Berlin. Default: the time zone of the server.'),
    },
  ),
  tool(
    'list_files',
    'List a folder of the workspace: files with their sizes, folders with a / at the end. With recursive or a glob also what is in its folders, apart from .git and node_modules.',
    {
      path: text('The folder, relative to the workspace. Default: the workspace itself.'),
      recursive: { type: 'boolean', description: 'Also list what is in the folders. Default: false.' },
      glob: text('List only what matches, at any depth: "*.md", "src/**/*.{ts,tsx}".'),
    },
  ),
  tool(
    'read_file',
    'Read a text file or look at an image (PNG, JPEG, GIF, WebP) in the workspace. Text comes exactly as it is in the file. Of a long file you get the beginning; read on with start_line.',
    {
      path: text('Relative to the workspace, such as "notes/today.md".'),
      start_line: { type: 'integer', minimum: 1, description: 'The first line to read. Default: 1.' },
      line_count: { type: 'integer', minimum: 1, description: 'How many lines to read. Default: 2000.' },
    },
    ['path'],
  ),
  tool(
    'write_file',
    'Write a text file in the workspace: a new one, or a whole new content for an existing one. Missing folders are made. To change a part of a file, use edit_file.',
    {
      path: text('Relative to the workspace, such as "notes/today.md".'),
      content: text('The whole content.'),
    },
    ['path', 'content'],
  ),
  tool(
    'edit_file',
    'Replace a part of a text file in the workspace. old_text must be in the file exactly once, white space included, unless replace_all is set; copy it from read_file, with enough lines around it.',
    {
      path: text('Relative to the workspace.'),
      old_text: text('What to replace.'),
      new_text: text('What to put there.'),
      replace_all: { type: 'boolean' },
    },
    ['path', 'old_text', 'new_text'],
  ),
  tool(
    'search_files',
    'Search the text files of the workspace for lines with a text or a regular expression. Each match comes as path:line: text.',
    { pattern: text('What to look for.'), path: text('Where. Default: everywhere.') },
    ['pattern'],
  ),
  tool(
    'run_command',
    'Run a shell command in the workspace and return what it prints and its exit code.',
    { command: text('The command line.') },
    ['command'],
  ),
  tool(
    'fetch_page',
    'Fetch a web page and return its main text as Markdown.',
    { url: { type: 'string', format: 'uri', description: 'The address, http or https.' } },
    ['url'],
  ),
  tool(
    'save_memory',
    'Saves a note that later conversations with this person can find: facts about them, preferences, decisions, things to come back to. Give a key to things that change: a note saved under the same key replaces the one before.',
    {
      content: { type: 'string', minLength: 1, description: 'The note, understandable on its own.' },
      key: { type: 'string', minLength: 1, description: 'What the note is about, e.g. "home town".' },
    },
    ['content'],
  ),
  tool(
    'search_memories',
    'Finds notes saved in earlier conversations with this person, by their words. An empty query lists the latest.',
    {
      query: { type: 'string', default: '', description: 'A few words, e.g. "favourite food".' },
      limit: { type: 'integer', minimum: 1, maximum: 50, default: 10 },
    },
  ),
  tool(
    'forget_memory',
    'Deletes a note for good, by the id that search_memories gives.',
    {
      id: { type: 'string', minLength: 1 },
    },
    ['id'],
  ),
  tool('echo', 'Echoes back the input string', { message: text('Message to echo') }, ['message']),
  tool(
    'get-sum',
    'Returns the sum of two numbers',
    {
      a: { type: 'number', description: 'First number' },
      b: { type: 'number', description: 'Second number' },
    },
    ['a', 'b'],
  ),
  tool('get-env', 'Returns all environment variables, helpful for debugging MCP server configuration', {}),
  tool('get-tiny-image', 'Returns a tiny MCP logo image.', {}),
  tool(
    'get-structured-content',
    'Returns structured content along with an output schema for client data validation',
    {
      location: { type: 'string', enum: ['New York', 'Chicago', 'Los Angeles'], description: 'Choose city' },
    },
    ['location'],
  ),
  tool(
    'get-annotated-message',
    'Demonstrates how annotations can be used to provide metadata about content.',
    {
      messageType: { type: 'string', enum: ['error', 'success', 'debug'] },
      includeImage: { default: false, type: 'boolean' },
    },
    ['messageType'],
  ),
  tool('get-resource-links', 'Returns up to ten resource links that reference different types of resources', {
    count: { default: 3, type: 'number', minimum: 1, maximum: 10 },
  }),
  tool('toggle-simulated-logging', 'Toggles simulated, random-leveled logging on or off.', {}),
  tool('trigger-long-running-operation', 'Demonstrates a long running operation with progress updates.', {
    duration: { default: 10, description: 'Duration of the operation in seconds', type: 'number' },
    steps: { default: 5, description: 'Number of steps in the operation', type: 'number' },
  }),
  tool(
    'simulate-research-query',
    'Simulates a deep research operation that gathers, analyzes, and synthesizes information.',
    { topic: text('The research topic to investigate'), ambiguous: { default: false, type: 'boolean' } },
    ['topic'],
  ),
];

const user = (said: string): LanguageModelV4Message => ({
  role: 'user',
  content: [{ type: 'text', text: said }],
});

function callsFor(said: string): [string, JSONValue][] {
  const { toolCalls } = composeReply({ prompt: [user(said)], tools: TOOLS });
  return toolCalls.map(({ toolName, input }) => [toolName, JSON.parse(input) as JSONValue]);
}

describe("the demo model, offered a server's tools", () => {
  it.each([
    'hello',
    'Hi there!',
    'tell me a story',
    'Tell me a story about a cat and a mouse',
    'How are you today?',
    'What is your name?',
    'My name is Ada',
    'My cat is called Tom',
    'Write a poem about time',
    'Write a haiku about the sea',
    'What is the capital of France?',
    'Give me a list of ten fruits',
    'Count to 20',
    'What did I say first?',
    'Summarise our conversation',
    'I read a good book last week',
    'Explain how the internet works',
    'What does the word echo mean?',
    'Can you help me with my homework?',
    'It was a long day and I am tired',
    'What can you do?',
    'Thanks, that was helpful!',
    'Why is the sky blue?',
    'Do you like to search for new ideas?',
    'I have two numbers in mind',
    'What is a file system?',
    'It takes a long time to read a book',
    'Once upon a time there was a king',
    'I will remember this day',
  ])('calls none for %j', (said) => {
    expect(callsFor(said)).toEqual([]);
  });

  it('calls none for what a front end asks for the title of a chat', () => {
    const task =
      '### Task:\nGenerate a concise, 3-5 word title with an emoji summarizing the chat history.\n### Guidelines:\n' +
      '- The title should clearly represent the main theme or subject of the conversation.\n- Write the title in the ' +
      'chat\'s primary language.\n### Output:\nJSON format: { "title": "your concise title here" }\n' +
      '### Chat History:\n<chat_history>\nUSER: What time is it in Tokyo?\nASSISTANT: It is noon.\n</chat_history>';
    expect(callsFor(task)).toEqual([]);
  });

  it.each<[string, string, JSONValue]>([
    ['What time is it in Tokyo?', 'current_time', { time_zone: 'Asia/Tokyo' }],
    ['What time is it in New York right now?', 'current_time', { time_zone: 'America/New_York' }],
    ['What time is it?', 'current_time', {}],
    ['what day is it today?', 'current_time', {}],
    ["What is today's date?", 'current_time', {}],
    ['list the files in the workspace', 'list_files', {}],
    ['Which files are in the workspace?', 'list_files', {}],
    ['Please list all files', 'list_files', {}],
    ['Read the file notes/today.md', 'read_file', { path: 'notes/today.md' }],
    ['read notes.txt', 'read_file', { path: 'notes.txt' }],
    ['show me what is in README.md', 'read_file', { path: 'README.md' }],
    [
      'Write "hello world" to the file hello.txt',
      'write_file',
      { path: 'hello.txt', content: 'hello world' },
    ],
    [
      'create a file notes.txt with the text "buy milk"',
      'write_file',
      { path: 'notes.txt', content: 'buy milk' },
    ],
    [
      'Write a file called poem.txt that says roses are red',
      'write_file',
      { path: 'poem.txt', content: 'roses are red' },
    ],
    [
      'Fetch https://example.com/news and tell me what it says',
      'fetch_page',
      { url: 'https://example.com/news' },
    ],
    ['What does https://example.com/ say?', 'fetch_page', { url: 'https://example.com/' }],
    ['Run the command `ls -la`', 'run_command', { command: 'ls -la' }],
    ['remember that my cat is called Tom', 'save_memory', { content: 'my cat is called Tom' }],
    ['Please remember: I like green tea.', 'save_memory', { content: 'I like green tea' }],
    ['Save to memory that I live in Oslo', 'save_memory', { content: 'I live in Oslo' }],
    ['what do you remember about my cat?', 'search_memories', { query: 'my cat' }],
    ['What do you know about my cat?', 'search_memories', { query: 'my cat' }],
    ['Search your memories for green tea', 'search_memories', { query: 'green tea' }],
    ['use echo to say hi', 'echo', { message: 'hi' }],
    ['Echo "good morning"', 'echo', { message: 'good morning' }],
    ['echo hello world', 'echo', { message: 'hello world' }],
    ['add 2 and 3 with get-sum', 'get-sum', { a: 2, b: 3 }],
    ['What is the sum of 4 and 5?', 'get-sum', { a: 4, b: 5 }],
    ['add 20 and 22', 'get-sum', { a: 20, b: 22 }],
    ['Show me the tiny image', 'get-tiny-image', {}],
    ['call get-env', 'get-env', {}],
    ['Search the files for ERROR', 'search_files', { pattern: 'ERROR' }],
    [
      'trigger the long running operation with a duration of 3 seconds and 2 steps',
      'trigger-long-running-operation',
      { duration: 3, steps: 2 },
    ],
  ])('understands %j', (said, name, input) => {
    expect(callsFor(said)).toEqual([[name, input]]);
  });

  it('calls for each city whose time is wanted', () => {
    expect(callsFor('What time is it in Tokyo and in New York?')).toEqual([
      ['current_time', { time_zone: 'Asia/Tokyo' }],
      ['current_time', { time_zone: 'America/New_York' }],
    ]);
  });

  it('calls for two things that one message asks for', () => {
    expect(callsFor('Remember that I like tea, and list the files in the workspace.')).toEqual([
      ['save_memory', { content: 'I like tea' }],
      ['list_files', {}],
    ]);
  });

  it('calls one of two tools that are of one kind', () => {
    const [time] = TOOLS;
    const own = tool('getCurrentTime', 'The time', {});
    const { toolCalls } = composeReply({
      prompt: [user('What time is it?')],
      tools: time === undefined ? [] : [own, time],
    });
    expect(toolCalls.map(({ toolName }) => toolName)).toEqual(['getCurrentTime']);
  });

  it('answers from the result, and does not call again in the same turn', () => {
    const prompt: LanguageModelV4Prompt = [user('What time is it in Tokyo?')];
    const first = composeReply({ prompt, tools: TOOLS });
    const second = composeReply({ prompt: [...prompt, ...outcomeOf(first, 'Noon.')], tools: TOOLS });
    expect(second.toolCalls).toEqual([]);
    expect(second.text).toContain('Noon.');
  });

  it('calls again when the next message asks for it, under another id', () => {
    const prompt: LanguageModelV4Prompt = [user('What time is it in Tokyo?')];
    const first = composeReply({ prompt, tools: TOOLS });
    const later = [...prompt, ...outcomeOf(first, 'Noon.'), user('What time is it in Tokyo?')];
    const second = composeReply({ prompt: later, tools: TOOLS });
    expect(second.toolCalls[0]?.toolName).toBe('current_time');
    expect(second.toolCalls[0]?.toolCallId).not.toBe(first.toolCalls[0]?.toolCallId);
  });

  it('makes no call twice that one message asks for twice', () => {
    expect(callsFor('What time is it? Tell me what time it is!')).toEqual([['current_time', {}]]);
  });
});

function outcomeOf({ toolCalls }: DemoReply, value: string): LanguageModelV4Message[] {
  return toolCalls.flatMap(({ toolCallId, toolName, input }): LanguageModelV4Message[] => [
    {
      role: 'assistant',
      content: [{ type: 'tool-call', toolCallId, toolName, input: JSON.parse(input) as JSONValue }],
    },
    {
      role: 'tool',
      content: [{ type: 'tool-result', toolCallId, toolName, output: { type: 'text', value } }],
    },
  ]);
}
