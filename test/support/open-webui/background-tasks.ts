import type { ChatMessage } from './request-bodies.ts';

/** The background tasks of Open WebUI, by the names that it puts into `{{TASK}}`. */
export type BackgroundTask = keyof typeof TASKS;

interface TaskTemplate {
  readonly opening: string;
  /** The key of the JSON that Open WebUI looks for in the answer; `null` where it takes the text as it is. */
  readonly answerKey: string | null;
  readonly maxTokens?: number;
}

const TASKS = {
  title_generation: {
    opening: '### Task:\nGenerate a concise title summarizing the chat history.',
    answerKey: 'title',
    maxTokens: 1000,
  },
  tags_generation: {
    opening: '### Task:\nGenerate 1-3 broad tags categorizing the chat.',
    answerKey: 'tags',
  },
  follow_up_generation: {
    opening: '### Task:\nSuggest 3-5 relevant follow-up questions that the user might ask next.',
    answerKey: 'follow_ups',
  },
  query_generation: {
    opening: '### Task:\nAnalyze the chat history to determine the necessity of generating search queries.',
    answerKey: 'queries',
  },
  image_prompt_generation: {
    opening: '### Task:\nGenerate a detailed prompt for an image generation task.',
    answerKey: 'prompt',
  },
  autocomplete_generation: { opening: '### Task:\nYou are an autocompletion system.', answerKey: 'text' },
  emoji_generation: {
    opening:
      "Your task is to reflect the speaker's likely facial expression through a fitting emoji. Answer with it alone.",
    answerKey: null,
    maxTokens: 4,
  },
} satisfies Record<string, TaskTemplate>;

/** The names of all tasks. */
export const BACKGROUND_TASKS = Object.keys(TASKS) as readonly BackgroundTask[];

/** The body of a task's request: no stream, one message, no tools. */
export function taskBody(task: BackgroundTask, model: string, history: readonly ChatMessage[]): object {
  const { opening, answerKey, maxTokens }: TaskTemplate = TASKS[task];
  const spoken = history.map(({ role, content }) => `${role.toUpperCase()}: ${JSON.stringify(content)}`);
  const form = answerKey === null ? '' : `\n### Output:\nJSON format: { "${answerKey}": … }`;
  const content = `${opening}${form}\n### Chat History:\n<chat_history>\n${spoken.join('\n')}\n</chat_history>`;
  return {
    model,
    messages: [{ role: 'user', content }],
    stream: false,
    ...(maxTokens !== undefined && { max_tokens: maxTokens }),
  };
}

/** The prompt of a chat with retrieved documents, which begins like a task and is none. */
export function retrievalPrompt(question: string): string {
  return (
    '### Task:\nRespond to the user query using the provided context, incorporating inline citations in the ' +
    `format [id].\n\n<context>\n<source id="1">Oslo is wet.</source>\n</context>\n\n${question}`
  );
}

/** What Open WebUI makes of the text that answers a task; `undefined` where it drops the answer. */
export function readTaskAnswer(task: BackgroundTask, text: string): unknown {
  const { answerKey } = TASKS[task];
  if (answerKey === null) return text;
  try {
    const json = JSON.parse(text.slice(text.indexOf('{'), text.lastIndexOf('}') + 1)) as Record<
      string,
      unknown
    >;
    return json[answerKey];
  } catch {
    return undefined;
  }
}
