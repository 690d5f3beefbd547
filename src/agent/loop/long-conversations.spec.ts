import { describe, expect, it } from '@jest/globals';
import { Observable, of, throwError } from 'rxjs';
import { calling, run, saying, tool } from '../../../test/support/agent-run-harness.js';
import { AgentError } from '../agent-error.js';
import type { ConversationMessage } from '../agent-request.js';
import { textResult } from '../tools/tool-result.js';
import { NO_USAGE } from '../usage.js';

describe('a conversation that is too long', () => {
  const SHORT: ConversationMessage = { role: 'user', content: [{ type: 'text', text: 'Short' }] };
  const spent = { ...NO_USAGE, inputTokens: 100 };
  const tooLong = throwError(
    () => new AgentError('content-too-large', 'too long', { code: 'context_length_exceeded' }),
  );

  it('is shortened before the model is asked, at what that costs', async () => {
    const state = run([saying('Hi')], [], {
      compact: (_, force) => (force ? undefined : of({ prompt: [SHORT], changed: true, usage: spent })),
    });
    await state.ended();
    expect(state.calls[0]?.prompt).toEqual([SHORT]);
    expect(state.events.at(-1)).toMatchObject({ usage: { inputTokens: 110 } });
  });

  it('is shortened once when the model refuses it, and what follows goes on from that', async () => {
    const now = tool('now', () => Promise.resolve(textResult('noon')));
    const state = run([tooLong, calling(['now']), saying('Noon.')], [now], {
      compact: (_, force) => (force ? of({ prompt: [SHORT], changed: true, usage: spent }) : undefined),
    });
    await state.ended();
    expect(state.calls.map(({ prompt }) => prompt.map(({ role }) => role))).toEqual([
      ['user'],
      ['user'],
      ['user', 'assistant', 'tool'],
    ]);
    expect(state.calls[1]?.prompt).toEqual([SHORT]);
  });

  it.each([
    ['cannot be shortened', throwError(() => new AgentError('content-too-large', 'one turn alone'))],
    ['is as short as it gets', of({ prompt: [SHORT], changed: false, usage: NO_USAGE })],
  ])('fails the run with what the model said when it %s', (_, compacting) => {
    const state = run([tooLong], [], { compact: (_options, force) => (force ? compacting : undefined) });
    expect(state.error).toMatchObject({ message: 'too long' });
    expect(state.calls).toHaveLength(1);
  });

  it('fails the run when it is refused again', () => {
    const state = run([tooLong, tooLong], [], {
      compact: (_, force) => (force ? of({ prompt: [SHORT], changed: true, usage: spent }) : undefined),
    });
    expect(state.error).toMatchObject({ kind: 'content-too-large' });
  });

  it('stops being shortened when the client goes away', () => {
    let isSubscribed = true;
    const compacting = new Observable<never>(() => () => {
      isSubscribed = false;
    });
    run([], [], { compact: () => compacting }).subscription.unsubscribe();
    expect(isSubscribed).toBe(false);
  });
});
