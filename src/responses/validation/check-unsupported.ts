import type { FieldProblem } from '../../openai/checked-by.decorator.js';

const ADVICE: Readonly<Record<string, string>> = {
  prompt: "There are no stored prompts: send the text as 'instructions'.",
  moderation: 'Moderation is not supported: leave it out.',
};

/** What asks for something that this server cannot do is refused, not ignored. */
export function checkUnsupported(value: unknown, path: string): FieldProblem | undefined {
  if (value == null || value === false || (Array.isArray(value) && value.length === 0)) return undefined;
  return {
    param: path,
    code: 'unsupported_parameter',
    message: `'${path}' cannot be honoured. ${ADVICE[path] ?? ''}`,
  };
}
