import { AgentError } from '../agent-error.js';

/** Shorter lines of a prompt are ordinary language that an error may well contain by chance. */
const SHORTEST_TELLING_LINE = 24;

/** The error without any line of the agent's prompt: providers quote what they were sent when they refuse it. */
export function withoutPrompt(error: unknown, prompt: string): unknown {
  if (!AgentError.isInstance(error)) return error;
  const message = prompt
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line.length >= SHORTEST_TELLING_LINE)
    // Quoted inside JSON, a line is escaped; both forms are looked for.
    .flatMap((line) => [line, JSON.stringify(line).slice(1, -1)])
    .reduce((text, line) => text.replaceAll(line, '[prompt]'), error.message);
  if (message === error.message) return error;
  const { kind, code, param, retryAfterMs, transient, cause } = error;
  return new AgentError(kind, message, {
    transient,
    cause,
    ...(code !== undefined && { code }),
    ...(param !== undefined && { param }),
    ...(retryAfterMs !== undefined && { retryAfterMs }),
  });
}
