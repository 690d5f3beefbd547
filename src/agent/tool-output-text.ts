import type { LanguageModelV4ToolResultPart } from '@ai-sdk/provider';

type Output = LanguageModelV4ToolResultPart['output'];

/** The text of a tool's result that does not consist of parts, as a model reads it. */
export function toolOutputText(output: Exclude<Output, { type: 'content' }>): string {
  switch (output.type) {
    case 'text':
    case 'error-text':
      return output.value;
    case 'json':
    case 'error-json':
      return JSON.stringify(output.value);
    case 'execution-denied':
      return output.reason ?? 'The call was not allowed.';
  }
}
