import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { NEVER } from 'rxjs';
import { WebSocket, WebSocketServer } from 'ws';
import { answering, type AgentScript, ScriptedAgentService } from '../../src/testing/index.js';
import { eventually } from '../support/eventually.js';
import { ResponseSocket } from '../support/response-socket.js';
import { refusalOf } from './support/answers.js';
import { startDeployed } from './support/deployed.js';
import { type HostApp, type HostOptions, startHost } from './support/host-app.js';

describe('the WebSocket transport in a host', () => {
  let host: HostApp;
  let agent: ScriptedAgentService;
  let sockets: ResponseSocket[];

  beforeEach(() => {
    sockets = [];
  });
  afterEach(async () => {
    for (const { webSocket } of sockets) webSocket.terminate();
    await host.close();
  });

  async function start(options: HostOptions = {}, script: AgentScript = {}): Promise<void> {
    agent = new ScriptedAgentService(script);
    host = await startHost(agent, { webSocket: {}, ...options });
  }

  async function open(base = `${host.url}/v1`, headers = {}): Promise<ResponseSocket> {
    const socket = await ResponseSocket.open(base, headers);
    sockets.push(socket);
    return socket;
  }

  it('is there when the host wants it', async () => {
    await start();
    const refusal = await refusalOf(await fetch(`${host.url}/v1/responses`));
    expect(refusal).toMatchObject({ status: 426, code: 'upgrade_required' });
    expect(await (await open()).answer({ input: 'Hi' })).toMatchObject({ status: 'completed' });
  });

  it('is not there when the host does not ask for it', async () => {
    agent = new ScriptedAgentService();
    host = await startHost(agent);
    expect((await fetch(`${host.url}/v1/responses`)).status).toBe(404);
    expect(await ResponseSocket.refusal(`${host.url}/v1/responses`)).toMatchObject({ status: 404 });
  });

  it('has the prefix of the host, its middleware and its keys', async () => {
    const setUp = (app: NestExpressApplication): void => {
      app.setGlobalPrefix('api/ai');
      app.use((_: unknown, response: { setHeader(name: string, value: string): void }, next: () => void) => {
        response.setHeader('x-host', 'here');
        next();
      });
    };
    await start({ setUp, keys: [{ key: 'sk-1', owner: 'ada' }] });
    const url = `${host.url}/api/ai/v1`;
    expect(await ResponseSocket.refusal(`${url}/responses`)).toMatchObject({
      status: 401,
      headers: { 'x-host': 'here', 'www-authenticate': 'Bearer' },
    });
    expect(await ResponseSocket.refusal(`${host.url}/v1/responses`)).toMatchObject({ status: 404 });
    const socket = await open(url, { authorization: 'Bearer sk-1' });
    await socket.answer({ input: 'Hi' });
    expect(agent.runs[0]?.context.owner).toBe('ada');
  });

  it("leaves the host's own sockets to the host", async () => {
    const own = new WebSocketServer({ noServer: true });
    const setUp = (app: NestExpressApplication): void => {
      app.getHttpServer().on('upgrade', (request, socket, head) => {
        if (request.url === '/own')
          own.handleUpgrade(request, socket, head, (webSocket) => {
            webSocket.send('own');
          });
      });
    };
    await start({ setUp });
    const webSocket = new WebSocket(`${host.url.replace('http', 'ws')}/own`);
    const [data] = (await once(webSocket, 'message')) as [Buffer];
    expect(data.toString('utf8')).toBe('own');
    webSocket.close();
    expect(await (await open()).answer({ input: 'Hi' })).toMatchObject({ status: 'completed' });
  });

  it('turns away web pages of strangers, and those that a stranger could own', async () => {
    agent = new ScriptedAgentService();
    host = await startDeployed(agent, { API_SERVER_KEY: '' }, { keys: [], webSocket: {} });
    const url = `${host.url}/v1/responses`;
    expect(await ResponseSocket.refusal(url, { origin: 'https://evil.example' })).toMatchObject({
      status: 403,
      body: { error: { code: 'origin_not_allowed' } },
    });
    const rebound = { host: 'evil.example', origin: 'http://evil.example' };
    expect(await ResponseSocket.refusal(url, rebound)).toMatchObject({
      status: 403,
      body: { error: { code: 'host_not_allowed' } },
    });
    await open(undefined, { origin: host.url });
  });

  it('lets a turn end when the socket has been open for as long as one may be, and closes it', async () => {
    const script = { runs: [[{ type: 'pause' as const, ms: 300 }, ...answering('Late.')]] };
    await start({ webSocket: { maxAgeMs: 100 } }, script);
    const socket = await open();
    socket.send({ input: 'One' });
    socket.send({ input: 'Two', stream_id: 'lane' });
    socket.send({ input: 'Three' });
    await socket.closed;
    expect(socket.events.filter(({ type }) => type === 'response.completed')).toHaveLength(2);
    const errors = socket.events.filter(({ type }) => type === 'error');
    expect(errors).toMatchObject([
      { status: 400, error: { code: 'websocket_connection_limit_reached' } },
      { status: 400, error: { code: 'websocket_connection_limit_reached' } },
    ]);
    expect(socket.events.at(-1)).toBe(errors.at(-1));
  });

  it('aborts all turns of a socket that is closed', async () => {
    await start({}, { runs: [NEVER] });
    const socket = await open();
    socket.send({ input: 'One' });
    socket.send({ input: 'Two', stream_id: 'lane' });
    await eventually(() => expect(agent.runs).toHaveLength(2));
    socket.close();
    await eventually(() => expect(agent.abortedRuns).toBe(2));
  });

  it('takes no more turns than can wait', async () => {
    await start({}, { runs: [NEVER] });
    const socket = await open();
    for (let count = 0; count < 100; count++) socket.send({ input: 'Hi' });
    await eventually(() => {
      expect(socket.events.at(-1)).toMatchObject({
        type: 'error',
        status: 429,
        error: { code: 'websocket_queue_limit_reached' },
      });
    });
    for (let lane = 0; lane < 33; lane++) socket.send({ input: 'Hi', stream_id: `lane-${lane}` });
    await eventually(() =>
      expect(socket.events.some((event) => event['stream_id'] === 'lane-32')).toBe(true),
    );
  });
});
