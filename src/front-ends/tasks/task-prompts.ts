import type { TaskKind } from './task-kind.js';

/** How a front end words a task, and the form in which it sends it. */
export interface TaskPrompt {
  readonly kind: TaskKind;
  /** What the prompt begins with, after white space. */
  readonly opening: string;
  /** What it holds further on, where its beginning alone could be anybody's. */
  readonly contains?: string;
  /** Where the prompt stands: in the one message there is, in the application's instructions, or at the end of a chat. */
  readonly place: 'only-message' | 'instructions' | 'last-message' | 'last-instruction';
  /** Whether the front end reads the answer out of a field of an object, as Open WebUI does. Default: it is plain text. */
  readonly readsField?: true;
  /** Whether the front end may ask for it as a stream. Default: false. */
  readonly streams?: true;
  /** Whether the front end takes the answer as a call of the one tool that it offers. Default: false. */
  readonly asksForCall?: true;
}

const OPEN_WEBUI: readonly TaskPrompt[] = (
  [
    { kind: 'title', opening: '### Task:\nGenerate a concise title summarizing the chat history' },
    { kind: 'title', opening: '### Task:\nGenerate a concise, 3-5 word title' },
    { kind: 'tags', opening: '### Task:\nGenerate 1-3 broad tags categorizing' },
    { kind: 'follow-ups', opening: '### Task:\nSuggest 3-5 relevant follow-up questions' },
    {
      kind: 'queries',
      opening: '### Task:\nAnalyze the chat history to determine the necessity of generating search queries',
    },
    // Open WebUI itself writes "am image".
    { kind: 'image-prompt', opening: '### Task:\nGenerate a detailed prompt for am image generation task' },
    { kind: 'image-prompt', opening: '### Task:\nGenerate a detailed prompt for an image generation task' },
    { kind: 'autocompletion', opening: '### Task:\nYou are an autocompletion system.' },
  ] as const
).map((prompt) => ({ ...prompt, place: 'only-message', readsField: true }));

const OPEN_WEBUI_OTHERWISE: readonly TaskPrompt[] = [
  {
    kind: 'emoji',
    opening: "Your task is to reflect the speaker's likely facial expression through a fitting emoji",
    place: 'only-message',
  },
  {
    kind: 'merged-answer',
    opening: 'You have been provided with a set of responses from various models to the latest user query:',
    place: 'only-message',
    streams: true,
  },
  {
    kind: 'function-calling',
    opening: 'Available Tools: ',
    contains: 'Your task is to choose and return the correct tool(s) from the list of available tools',
    place: 'instructions',
    readsField: true,
  },
];

const LIBRECHAT: readonly TaskPrompt[] = [
  'Provide a concise, 5-word-or-less title for the conversation, using ',
  'Analyze this conversation and provide:\n1. The detected language of the conversation\n2. A concise title in the detected language',
  'Write a concise title for this conversation in the detected language. Title in 5 Words or Less.',
].map((opening) => ({ kind: 'title', opening, place: 'only-message', streams: true, asksForCall: true }));

const NEXTCHAT: readonly TaskPrompt[] = [
  {
    kind: 'title',
    opening:
      'Please generate a four to five word title summarizing our conversation without any lead-in, punctuation,',
    place: 'last-message',
    streams: true,
  },
  {
    kind: 'title',
    opening: '使用四到五个字直接返回这句话的简要主题，不要解释、不要标点、不要语气词、不要多余文本',
    place: 'last-message',
    streams: true,
  },
  ...[
    'Summarize the discussion briefly in 200 words or less to use as a prompt for future context.',
    'Summarize our discussion briefly in 200 words or less to use as a prompt for future context.',
    '简要总结一下对话内容，用作后续的上下文提示 prompt，控制在 200 字以内',
  ].flatMap((opening): TaskPrompt[] => [
    { kind: 'summary', opening, place: 'last-instruction', streams: true },
    { kind: 'summary', opening, place: 'last-message', streams: true },
  ]),
];

const OTHERS: readonly TaskPrompt[] = [
  // LobeChat
  {
    kind: 'title',
    opening:
      'You are a professional conversation summarizer. Generate a concise title that captures the essence of the conversation.',
    place: 'instructions',
    streams: true,
  },
  // Cherry Studio
  {
    kind: 'title',
    opening:
      "You are an assistant skilled in conversation. You need to summarize the user's conversation into a title within 10 words.",
    place: 'instructions',
    streams: true,
  },
  // Chatbox
  {
    kind: 'title',
    opening: 'Based on the chat history, give this conversation a name.\nKeep it short',
    place: 'only-message',
    streams: true,
  },
  // Continue
  {
    kind: 'title',
    opening: 'Given the following... please reply with a title for the chat that is 3-4 words in length',
    place: 'only-message',
    streams: true,
  },
];

/** The prompts of tasks, as the front ends word them. */
export const TASK_PROMPTS: readonly TaskPrompt[] = [
  ...OPEN_WEBUI,
  ...OPEN_WEBUI_OTHERWISE,
  ...LIBRECHAT,
  ...NEXTCHAT,
  ...OTHERS,
];

/** No opening is longer, so no more than this is read of a text to recognise one. */
export const LONGEST_OPENING = Math.max(...TASK_PROMPTS.map(({ opening }) => opening.length));
