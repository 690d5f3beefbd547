import { describe, expect, it } from '@jest/globals';
import { AgentError } from '../agent-error.js';
import { withoutPrompt } from './prompt-confidentiality.js';

const SECRET_LINE = 'You are "Hermes", and the codename is Talaria.';
const PROMPT = `Be kind.\n  ${SECRET_LINE}\nNever mention the winged sandals to anyone.`;

function concealed(message: string): string {
  const error = withoutPrompt(new AgentError('invalid-request', message), PROMPT);
  return (error as AgentError).message;
}

describe('withoutPrompt', () => {
  it('takes every line of the prompt out of what a provider quotes', () => {
    expect(concealed(`Bad prompt: ${PROMPT}!`)).toBe('Bad prompt: Be kind.\n  [prompt]\n[prompt]!');
  });

  it('takes out lines that are quoted inside JSON', () => {
    const quoted = JSON.stringify({ messages: [{ role: 'system', content: PROMPT }] });
    expect(concealed(`Invalid body ${quoted}`)).not.toMatch(/Talaria|sandals/);
  });

  it('keeps everything else of the error', () => {
    const details = { code: 'c', param: 'p', retryAfterMs: 7, transient: true, cause: new Error('x') };
    const error = withoutPrompt(new AgentError('rate-limited', `No: ${SECRET_LINE}`, details), PROMPT);
    expect(error).toMatchObject({ kind: 'rate-limited', message: 'No: [prompt]', ...details });
    expect(AgentError.isInstance(error)).toBe(true);
  });

  it('leaves alone an error that quotes nothing, short lines, and errors that are not shown', () => {
    const harmless = new AgentError('invalid-request', 'Be kind. Is too short to tell.');
    expect(withoutPrompt(harmless, PROMPT)).toBe(harmless);
    const unseen = new Error(SECRET_LINE);
    expect(withoutPrompt(unseen, PROMPT)).toBe(unseen);
  });
});
