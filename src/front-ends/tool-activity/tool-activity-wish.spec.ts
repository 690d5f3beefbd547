import { describe, expect, it } from '@jest/globals';
import { ProgressEvents } from './progress-events.js';
import { StatusLines } from './status-lines.js';
import { toolActivityFormat, toolActivityWish } from './tool-activity-wish.js';

const OPEN_WEBUI = { 'x-openwebui-chat-id': 'c' };
const HEAD = { id: 'chatcmpl-1', created: 1, model: 'm' };

describe('toolActivityWish', () => {
  it.each([
    [{}, 'default'],
    [OPEN_WEBUI, 'status-lines'],
    [{ 'x-hermes-tool-progress': '1' }, 'progress-events'],
    [{ 'x-hermes-tool-progress': '0' }, 'nothing'],
    [{ 'x-hermes-tool-progress': '' }, 'default'],
    [{ ...OPEN_WEBUI, 'x-hermes-tool-progress': '1' }, 'progress-events'],
    [{ ...OPEN_WEBUI, 'x-hermes-tool-progress': '0' }, 'status-lines'],
    [{ 'x-librechat-user-id': 'u' }, 'default'],
  ])('of %j is %s', (headers, wish) => {
    expect(toolActivityWish(headers)).toBe(wish);
  });

  it('refuses a value that means nothing', () => {
    expect(() => toolActivityWish({ 'x-hermes-tool-progress': 'perhaps' })).toThrow(
      expect.objectContaining({ status: 400, param: 'X-Hermes-Tool-Progress' }),
    );
  });
});

describe('toolActivityFormat', () => {
  it('leaves to the host what the client does not ask for', () => {
    expect(toolActivityFormat('default', false)).toBeUndefined();
    expect(toolActivityFormat('default', true)?.(HEAD)).toBeInstanceOf(ProgressEvents);
  });

  it('fulfils what the client asks for', () => {
    expect(toolActivityFormat('nothing', true)).toBeUndefined();
    expect(toolActivityFormat('progress-events', false)?.(HEAD)).toBeInstanceOf(ProgressEvents);
    expect(toolActivityFormat('status-lines', true)?.(HEAD)).toBeInstanceOf(StatusLines);
  });
});
