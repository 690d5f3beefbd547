import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http';
import { once } from 'node:events';
import { type AddressInfo, createConnection } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { WebSocket, WebSocketServer } from 'ws';
import { eventually } from '../../../test/support/eventually.js';
import type { MessageSocket, MessageSocketOptions } from './message-socket.js';
import { PendingUpgrade } from './pending-upgrade.js';
import { listenForUpgrades } from './upgrade-listener.js';

const PATH = '/v1/things';
const OPTIONS: MessageSocketOptions = { maxMessageBytes: 1_000, pingMs: 0 };

describe('listenForUpgrades', () => {
  let server: Server;
  let port: number;
  let accepted: MessageSocket[];
  let options: MessageSocketOptions;
  let flow: string[];
  let clients: WebSocket[];

  beforeEach(() => {
    accepted = [];
    clients = [];
    flow = [];
    options = OPTIONS;
  });
  afterEach(() => {
    for (const client of clients) client.terminate();
    server.closeAllConnections();
    server.close();
  });

  /** Answers ordinary requests with what they sent, and opens a socket that sends back what comes. */
  async function echo(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const upgrade = PendingUpgrade.of(incoming);
    if (upgrade === undefined || incoming.url?.includes('refuse') === true) {
      response.end(`${incoming.method} ${incoming.url} ${await text(incoming)}`);
      return;
    }
    response.setHeader('x-request-id', 'req_1');
    try {
      const socket = await upgrade.accept(options);
      accepted.push(socket);
      socket.messages.subscribe(({ text: sent }) => {
        socket.send(sent ?? 'binary');
      });
    } catch (error) {
      response.statusCode = 400;
      response.end(String(error));
    }
  }

  async function serve(): Promise<void> {
    server = createServer((incoming, response) => void echo(incoming, response));
    listenForUpgrades(server, PATH);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    port = (server.address() as AddressInfo).port;
  }

  /** Sends an HTTP request that asks for an upgrade; the answer must be an ordinary one. */
  async function ask(path: string, upgrade: string, body = ''): Promise<{ status: number; body: string }> {
    const asked = request({
      port,
      path,
      method: body === '' ? 'GET' : 'POST',
      headers: {
        connection: 'Upgrade, HTTP2-Settings, keep-alive',
        upgrade,
        'http2-settings': 'AAMAAABkAAQAAP__',
        ...(body !== '' && { 'content-length': String(body.length) }),
      },
    });
    asked.end(body);
    const [response] = (await once(asked, 'response')) as [IncomingMessage];
    return { status: response.statusCode ?? 0, body: await text(response) };
  }

  function connect(path = PATH, clientOptions = {}): WebSocket {
    const webSocket = new WebSocket(`ws://127.0.0.1:${port}${path}`, clientOptions);
    webSocket.on('error', () => undefined);
    clients.push(webSocket);
    return webSocket;
  }

  async function open(path = PATH, clientOptions = {}): Promise<WebSocket> {
    const webSocket = connect(path, clientOptions);
    await once(webSocket, 'open');
    return webSocket;
  }

  async function echoOf(webSocket: WebSocket, message: string | Buffer): Promise<string> {
    webSocket.send(message);
    const [data] = (await once(webSocket, 'message')) as [Buffer];
    return data.toString('utf8');
  }

  it.each([PATH, `/any/prefix${PATH}`, `${PATH}/?a=b`])('opens a socket at %s', async (path) => {
    await serve();
    const webSocket = await open(path);
    expect(await echoOf(webSocket, 'Hi')).toBe('Hi');
    expect(await echoOf(webSocket, Buffer.from('Hi'))).toBe('binary');
  });

  it('sends the headers of the answer along', async () => {
    await serve();
    const webSocket = connect();
    const [response] = (await once(webSocket, 'upgrade')) as [IncomingMessage];
    expect(response.headers['x-request-id']).toBe('req_1');
  });

  it('lets a request be answered as any other', async () => {
    await serve();
    expect(await ask(`/refuse${PATH}`, 'websocket')).toEqual({ status: 200, body: `GET /refuse${PATH} ` });
    expect(await ask(PATH, 'websocket')).toMatchObject({ status: 400 });
  });

  it('leaves offers of other protocols without effect, also on requests that have a body', async () => {
    await serve();
    expect(await ask(PATH, 'h2c')).toEqual({ status: 200, body: `GET ${PATH} ` });
    const body = 'x'.repeat(200_000);
    expect(await ask(PATH, 'h2c', body)).toEqual({ status: 200, body: `POST ${PATH} ${body}` });
    expect(await ask('/elsewhere', 'websocket')).toEqual({ status: 200, body: 'GET /elsewhere ' });
  });

  it.each(['websocket', 'h2c'])('ends a connection on which %s is asked for too early', async (upgrade) => {
    await serve();
    const get = `GET /first HTTP/1.1\r\nHost: x\r\n\r\n`;
    const asking = `GET ${PATH} HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: ${upgrade}\r\n\r\n`;
    const connection = createConnection(port, '127.0.0.1');
    connection.on('error', () => undefined).resume();
    connection.write(get + asking);
    await once(connection, 'close');
    expect(await ask(PATH, 'h2c')).toMatchObject({ status: 200 });
  });

  it("leaves other paths to the host's own listeners", async () => {
    await serve();
    const own = new WebSocketServer({ noServer: true });
    server.on('upgrade', (incoming, socket, head) => {
      if (incoming.url !== '/own') return;
      own.handleUpgrade(incoming, socket, head, (webSocket) => {
        webSocket.send('own');
      });
    });
    const webSocket = connect('/own');
    const [data] = (await once(webSocket, 'message')) as [Buffer];
    expect(data.toString('utf8')).toBe('own');
    expect(await echoOf(await open(), 'Hi')).toBe('Hi');
  });

  describe('with a reader that does not read', () => {
    const MESSAGE = 'x'.repeat(64 * 1024);

    async function stopReading(limits: Partial<MessageSocketOptions>): Promise<WebSocket> {
      options = {
        ...OPTIONS,
        flow: { pause: () => flow.push('pause'), resume: () => flow.push('resume') },
        ...limits,
      };
      await serve();
      const webSocket = await open();
      webSocket.pause();
      await eventually(() => expect(accepted).toHaveLength(1));
      return webSocket;
    }

    /** Sends until the reader is behind for good: the system takes over some megabytes by itself. */
    async function fallBehind(limits: Partial<MessageSocketOptions> = {}): Promise<WebSocket> {
      const webSocket = await stopReading(limits);
      for (let count = 0; count < 2_000; count++) {
        accepted[0]?.send(MESSAGE);
        await sleep(0);
        if (flow.at(-1) !== 'pause') continue;
        await sleep(40);
        if (flow.at(-1) === 'pause') return webSocket;
      }
      throw new Error('The reader never fell behind.');
    }

    function ending(): { isOver: boolean } {
      const end = { isOver: false };
      accepted[0]?.messages.subscribe({ complete: () => (end.isOver = true) });
      return end;
    }

    it('pauses what is written, and goes on when it reads again', async () => {
      const webSocket = await fallBehind();
      let received = 0;
      webSocket.on('message', () => (received += 1));
      webSocket.resume();
      await eventually(() => expect(flow.at(-1)).toBe('resume'));
      await eventually(() => expect(received).toBeGreaterThan(0));
    });

    it('ends when it takes nothing for too long', async () => {
      await fallBehind({ stalledReaderMs: 100 });
      const end = ending();
      await eventually(() => expect(end.isOver).toBe(true));
    });

    it('ends when too much waits for it', async () => {
      await stopReading({ bufferLimitBytes: 1024 * 1024 });
      const end = ending();
      await eventually(() => {
        for (let count = 0; count < 64; count++) accepted[0]?.send(MESSAGE);
        expect(end.isOver).toBe(true);
      });
    });
  });

  it('ends a socket whose client gives no sign of life', async () => {
    options = { ...OPTIONS, pingMs: 20 };
    await serve();
    const dead = await open(PATH, { autoPong: false });
    const alive = await open();
    const [code] = (await once(dead, 'close')) as [number];
    expect(code).toBe(1006);
    expect(await echoOf(alive, 'Hi')).toBe('Hi');
  });

  it('can answer a message that cannot be read, before the socket is closed', async () => {
    await serve();
    const webSocket = await open();
    await eventually(() => expect(accepted).toHaveLength(1));
    accepted[0]?.onUnreadable((code) => `unreadable ${code}`);
    const closed = once(webSocket, 'close');
    expect(await echoOf(webSocket, 'x'.repeat(1_001))).toBe('unreadable 1009');
    expect((await closed)[0]).toBe(1009);
  });
});
