import { AgentError } from '../agent-error.js';

/** Whether a call failed because its prompt was too long for the model: a shorter one may succeed. */
export function isContextLengthError(error: unknown): boolean {
  return (
    AgentError.isInstance(error) &&
    (error.code === 'context_length_exceeded' || error.kind === 'content-too-large')
  );
}
