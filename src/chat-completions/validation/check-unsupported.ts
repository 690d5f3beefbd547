import type { FieldProblem } from '../../openai/checked-by.decorator.js';

interface UnsupportedField {
  /** Whether the value asks for nothing that we cannot do. */
  readonly isHarmless: (value: unknown) => boolean;
  readonly advice: string;
}

const isNothing = (value: unknown): boolean => (Array.isArray(value) ? value.length === 0 : value == null);

const FIELDS: Readonly<Record<string, UnsupportedField>> = {
  modalities: {
    isHarmless: (value) =>
      isNothing(value) || (Array.isArray(value) && value.every((kind) => kind === 'text')),
    advice: "Only ['text'] is supported: this server answers in text.",
  },
  audio: { isHarmless: isNothing, advice: 'Spoken answers are not supported: leave it out.' },
  functions: { isHarmless: isNothing, advice: "It is deprecated: use 'tools'." },
  function_call: {
    isHarmless: (value) => isNothing(value) || value === 'none' || value === 'auto',
    advice: "It is deprecated: use 'tool_choice'.",
  },
};

/** Fields of OpenAI's API that ask for what this server cannot do are refused, not ignored. */
export function checkUnsupported(value: unknown, path: string): FieldProblem | undefined {
  const field = FIELDS[path];
  if (field === undefined || field.isHarmless(value)) return undefined;
  return {
    param: path,
    code: 'unsupported_parameter',
    message: `'${path}' cannot be honoured. ${field.advice}`,
  };
}
