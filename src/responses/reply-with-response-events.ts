import type { FlowControl } from '../agent/flow-control.js';
import { replyWithEventStream } from '../openai/event-stream/event-stream.writer.js';
import { logFailure } from '../openai/log-failure.js';
import type { LoggedRequest } from '../openai/logged-request.js';
import { type HostResponse, takeOverResponse } from '../openai/node-http.js';
import type { ResponseFrames } from './responses.service.js';

/** What surrounds a stream of a response. */
interface StreamSurroundings {
  readonly flow: FlowControl;
  readonly request: LoggedRequest;
  readonly heartbeatMs: number | undefined;
}

/** Answers with the events of a response. Rejects with an error before the first of them. */
export function replyWithResponseEvents(
  host: HostResponse,
  { frames, errorFrame }: ResponseFrames,
  { flow, request, heartbeatMs }: StreamSurroundings,
): Promise<void> {
  return replyWithEventStream(takeOverResponse(host), frames, {
    heartbeatMs,
    flow,
    errorFrame,
    onError: (error, reply) => {
      logFailure(error, reply, request);
    },
  });
}
