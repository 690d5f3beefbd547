import { afterEach, describe, expect, it } from '@jest/globals';
import http from 'node:http';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Socket } from 'node:net';
import { UpstreamConnection } from '../../src/agent/language-models/openai-compatible/upstream-exchange.js';
import { randomNumbers } from '../support/random-conversation.js';
import { type RandomAnswer, randomAnswer } from './support/random-answer.js';
import { type RawServer, serveRaw } from './support/raw-server.js';
import { record } from './support/recorded-answer.js';

interface Read {
  readonly status: number;
  readonly headers: object;
  readonly body: string;
}

const ANSWERS = 100;

/** Writes an answer in pieces, most of which come alone. */
async function write(
  socket: Socket,
  { bytes, keepsAlive }: RandomAnswer,
  random: () => number,
): Promise<void> {
  const most = [1, 10, 100, 1_000, 100_000][Math.floor(random() * 5)] ?? 1;
  for (let at = 0, turns = 0; at < bytes.length; turns++) {
    // Longer ones after a while, so that it comes to an end.
    const end = at + 1 + Math.floor(random() * most * (turns > 50 ? 20 : 1));
    socket.write(bytes.subarray(at, end));
    at = end;
    await nextTurn();
  }
  if (!keepsAlive) socket.end();
}

async function readWithUpstream(upstream: UpstreamConnection, path: string): Promise<Read> {
  const { answer } = record(upstream, path);
  await answer.over;
  if (answer.error !== undefined) throw answer.error;
  return { status: answer.status, headers: { ...answer.headers }, body: answer.body.toString('latin1') };
}

function readWithNode(agent: http.Agent, baseUrl: string, path: string): Promise<Read> {
  return new Promise((resolve, reject) => {
    const request = http.get(baseUrl + path, { agent }, (response) => {
      let body = '';
      response.setEncoding('latin1').on('data', (text) => (body += String(text)));
      response.on('error', reject).on('end', () => {
        resolve({ status: response.statusCode ?? 0, headers: { ...response.headers }, body });
      });
    });
    request.on('error', reject);
  });
}

describe.each([1, 2, 3])('random answers (seed %d)', (seed) => {
  let server: RawServer;
  const agent = new http.Agent({ keepAlive: true });

  afterEach(async () => {
    agent.destroy();
    await server.close();
  });

  async function start(): Promise<{ answers: readonly RandomAnswer[]; upstream: UpstreamConnection }> {
    const random = randomNumbers(seed);
    const answers = Array.from({ length: ANSWERS }, () => randomAnswer(random));
    server = await serveRaw(({ socket, line }) => {
      const answer = answers[Number(/\d+(?= HTTP)/.exec(line)?.[0])];
      if (answer !== undefined) void write(socket, answer, random);
    });
    return { answers, upstream: new UpstreamConnection({ baseUrl: server.baseUrl }) };
  }

  it("are read as by Node's client, over as few connections", async () => {
    const { answers, upstream } = await start();
    for (const [index, { status, body }] of answers.entries()) {
      const read = await readWithUpstream(upstream, `/${index}`);
      expect(read).toMatchObject({ status, body: body.toString('latin1') });
      expect(read).toEqual(await readWithNode(agent, server.baseUrl, `/${index}`));
    }
    const needed = 1 + answers.slice(0, -1).filter(({ keepsAlive }) => !keepsAlive).length;
    // As many for each of the two clients.
    expect(server.sockets).toHaveLength(2 * needed);
  });

  it('are kept apart where they come at a time', async () => {
    const { answers, upstream } = await start();
    const next = answers.entries();
    const readOn = async (): Promise<void> => {
      for (const [index, { status, body }] of next) {
        const read = await readWithUpstream(upstream, `/${index}`);
        expect(read).toMatchObject({ status, body: body.toString('latin1') });
      }
    };
    await Promise.all(Array.from({ length: 16 }, readOn));
  });
});
