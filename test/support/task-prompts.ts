/** A chat as the prompts of Open WebUI quote it. */
export const CHAT_HISTORY = [
  '### Chat History:',
  '<chat_history>',
  'USER: How do I make sourdough bread at home without a starter?',
  'ASSISTANT: You need flour, water and patience.',
  'USER: and how long does it take',
  '</chat_history>',
].join('\n');

/** What Open WebUI asks on the side, by the name that its `{{TASK}}` has. */
export const OPEN_WEBUI_TASKS = {
  title_generation: `### Task:\nGenerate a concise, 3-5 word title with an emoji summarizing the chat history.\n### Guidelines:\n- The title should clearly represent the main theme.\n### Output:\nJSON format: { "title": "your concise title here" }\n${CHAT_HISTORY}`,
  tags_generation: `### Task:\nGenerate 1-3 broad tags categorizing the main themes of the chat history, along with 1-3 more specific subtopic tags.\n\n${CHAT_HISTORY}`,
  follow_up_generation: `### Task:\nSuggest 3-5 relevant follow-up questions or prompts that the user might naturally ask next in this conversation as a **user**.\n${CHAT_HISTORY}`,
  query_generation: `### Task:\nAnalyze the chat history to determine the necessity of generating search queries, in the given language.\n\n${CHAT_HISTORY}\n`,
  image_prompt_generation: `### Task:\nGenerate a detailed prompt for am image generation task based on the given language and context.\n\n${CHAT_HISTORY}`,
  autocomplete_generation: `### Task:\nYou are an autocompletion system. Continue the text in \`<text>\` based on the **completion type**.\n\n---\n### Context:\n<chat_history>\n</chat_history>\n<type>General</type>  \n<text>The sun was</text>  \n#### Output:\n`,
  emoji_generation:
    "Your task is to reflect the speaker's likely facial expression through a fitting emoji. Interpret emotions from the message.\n\nMessage: ```I am glad```",
  moa_response_generation:
    'You have been provided with a set of responses from various models to the latest user query: "Which is best?"\n\nYour task is to synthesize these responses into a single, high-quality response.\n\nResponses from models: """The red one."""\n\n"""The blue one."""',
} as const;

/** What Open WebUI puts around a question about a document: it begins like a task and is none. */
export const RETRIEVAL_PROMPT =
  '### Task:\nRespond to the user query using the provided context, incorporating inline citations in the format [id] **only when the <source> tag includes an explicit id attribute**.\n\n<context>\n<source id="1">Flour 500 g</source>\n</context>\n\n<user_query>\nHow much flour?\n</user_query>';

/** What LibreChat's title of a chat is asked with. */
export const LIBRECHAT_TITLES = {
  completion:
    'Provide a concise, 5-word-or-less title for the conversation, using title case conventions. Only return the title itself.\n\nConversation:\nUser: How do I make sourdough bread?\nAI: You need flour.',
  sameLanguage:
    'Provide a concise, 5-word-or-less title for the conversation, using its same language, with no punctuation. Apply title case conventions appropriate for the language. Never directly mention the language name or the word "title" and only return the title itself.\n\nConversation:\nUser: How do I make sourdough bread?\nAI: You need flour.',
  structured:
    'Analyze this conversation and provide:\n1. The detected language of the conversation\n2. A concise title in the detected language (5 words or less, no punctuation or quotation)\n\nUser: How do I make sourdough bread?\nAI: You need flour.',
} as const;

/** The schema that LibreChat's structured title has. */
export const LIBRECHAT_SCHEMA = {
  type: 'object',
  properties: { language: { type: 'string' }, title: { type: 'string' } },
  required: ['language', 'title'],
} as const;

/** What NextChat sends at the end of a chat. */
export const NEXTCHAT_PROMPTS = {
  title:
    'Please generate a four to five word title summarizing our conversation without any lead-in, punctuation, quotation marks, periods, symbols, bold text, or additional text. Remove enclosing quotation marks.',
  chineseTitle:
    '使用四到五个字直接返回这句话的简要主题，不要解释、不要标点、不要语气词、不要多余文本，不要加粗，如果没有主题，请直接返回“闲聊”',
  summary: 'Summarize the discussion briefly in 200 words or less to use as a prompt for future context.',
} as const;
