import type {
  LanguageModelV4CallOptions,
  LanguageModelV4Message,
  LanguageModelV4Prompt,
} from '@ai-sdk/provider';
import { toolOutputText } from '../tool-output-text.js';

/** What of a prompt is text, and how many images and other files are beside it. */
export interface PromptTexts {
  readonly texts: readonly string[];
  readonly files: number;
}

type Part = Exclude<LanguageModelV4Message['content'], string>[number];
type ResultOutput = Extract<Part, { type: 'tool-result' }>['output'];

/** Everything that a model reads of a prompt and its tools, as texts. */
export function promptTexts(
  prompt: LanguageModelV4Prompt,
  tools: NonNullable<LanguageModelV4CallOptions['tools']>,
): PromptTexts {
  const texts: string[] = [];
  let files = 0;
  for (const { content } of prompt) {
    if (typeof content === 'string') texts.push(content);
    else for (const part of content) files += readPart(part, texts);
  }
  for (const tool of tools) {
    if (tool.type === 'provider') texts.push(JSON.stringify(tool.args));
    else texts.push(tool.name, tool.description ?? '', JSON.stringify(tool.inputSchema));
  }
  return { texts, files };
}

/** Adds the part's texts; returns how many files it holds. */
function readPart(part: Part, texts: string[]): number {
  switch (part.type) {
    case 'text':
    case 'reasoning':
      texts.push(part.text);
      return 0;
    case 'tool-call':
      texts.push(
        part.toolName,
        typeof part.input === 'string' ? part.input : JSON.stringify(part.input ?? {}),
      );
      return 0;
    case 'tool-result':
      return readOutput(part.output, texts);
    case 'file':
      if (part.data.type !== 'text') return 1;
      texts.push(part.data.text);
      return 0;
    case 'reasoning-file':
      return 1;
    default:
      return 0;
  }
}

function readOutput(output: ResultOutput, texts: string[]): number {
  if (output.type !== 'content') {
    texts.push(toolOutputText(output));
    return 0;
  }
  for (const part of output.value) if (part.type === 'text') texts.push(part.text);
  return output.value.filter(({ type }) => type === 'file').length;
}
