import { expect } from '@jest/globals';
import { type BuiltServer, type ServerEnvironment, startBuiltServer } from './built-server.js';
import { eventually } from './eventually.js';
import type { AnswerScript } from './scripted-upstream/answer-script.ts';
import { type ScriptedUpstream, startScriptedUpstream } from './scripted-upstream/scripted-upstream.ts';

/** A step in which the model calls `get_weather`, a tool that only the client has. */
export const CALLS_THE_CLIENT: AnswerScript = {
  toolCalls: [{ id: 'call_1', name: 'get_weather', argumentsPieces: ['{"ci', 'ty":"Os', 'lo"}'] }],
};

/** A run in which the agent uses a tool of the server's and then answers. */
export const USES_A_SERVER_TOOL: readonly AnswerScript[] = [
  {
    toolCalls: [{ id: 'call_9', name: 'current_time', argumentsPieces: ['{"time_zone":', '"Asia/Tokyo"}'] }],
  },
  { chunks: ['It is', ' late.'] },
];

/** An answer that goes on for longer than any test. */
export const NEVER_ENDS: AnswerScript = { tokens: 100_000, tokenDelayMs: 10 };

/** Starts the built server on a scripted upstream, with the clock as its only tool. */
export async function startScriptedServer(environment: ServerEnvironment = {}): Promise<ScriptedServer> {
  const upstream = await startScriptedUpstream();
  try {
    const server = await startBuiltServer({
      OPENAI_BASE_URL: upstream.baseUrl,
      AGENT_MODEL: 'scripted',
      AGENT_TOOLSETS: 'time',
      UPSTREAM_MAX_RETRIES: '0',
      ...environment,
    });
    return new ScriptedServer(server, upstream);
  } catch (error) {
    await upstream.close();
    throw error;
  }
}

/** The built server, and the upstream that is its model. */
export class ScriptedServer {
  constructor(
    readonly server: BuiltServer,
    readonly upstream: ScriptedUpstream,
  ) {}

  /** The base URL to give to a client, `/v1` included. */
  get baseUrl(): string {
    return this.server.baseUrl;
  }

  /** What the model answers to the next requests. */
  script(...scripts: AnswerScript[]): void {
    this.upstream.script(...scripts);
  }

  /** The messages that the model read last, without the agent's own prompt. */
  modelRead(): unknown[] {
    const { messages } = this.upstream.requests.at(-1)?.body as { messages: { role: string }[] };
    return messages.filter(({ role }) => role !== 'system');
  }

  /** Waits until the model has been asked. */
  async untilAsked(): Promise<void> {
    await eventually(() => {
      expect(this.upstream.requests).not.toHaveLength(0);
    });
  }

  /** Waits until the server has let go of the model's last answer before that answer ended. */
  async untilModelIsStopped(): Promise<void> {
    await eventually(() => {
      expect(this.upstream.requests.at(-1)?.abortedAt).toBeDefined();
    });
  }

  async stop(): Promise<void> {
    await this.server.stop();
    await this.upstream.close();
  }
}
