import { randomUUID } from 'node:crypto';
import type { AgentEvent, RunEnd } from '../../agent/agent-event.js';
import { NO_USAGE } from '../../agent/usage.js';
import type { AnswerForm } from './task-answer.js';

/** The end of an answer that no model was asked for. */
const END: RunEnd = { type: 'run-end', finishReason: 'stop', usage: NO_USAGE };

/** The events of a run that gives this answer in this form. */
export function eventsOf(answer: string, form: AnswerForm, end: RunEnd = END): AgentEvent[] {
  if (form.type !== 'call') return [{ type: 'text-delta', text: answer }, end];
  const call = {
    callId: `call_${randomUUID().replaceAll('-', '')}`,
    toolName: form.toolName,
    executor: 'client',
  } as const;
  return [
    { type: 'tool-call-start', ...call },
    { type: 'tool-call-delta', callId: call.callId, argumentsDelta: answer },
    { type: 'tool-call-end', ...call, arguments: answer },
    { ...end, finishReason: 'tool-calls' },
  ];
}
