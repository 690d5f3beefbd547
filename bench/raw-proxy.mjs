// The base line: a byte proxy, the least that a Node process can do between a client and an upstream. It is started
// with the same variables as the server, and is plain JavaScript so that its memory holds nothing else.
import { Agent, createServer, request as sendRequest } from 'node:http';

const upstream = new URL(process.env.OPENAI_BASE_URL);
const agent = new Agent({ keepAlive: true, maxFreeSockets: 4096 });

const server = createServer((request, response) => {
  const upstreamRequest = sendRequest(
    {
      host: upstream.hostname,
      port: upstream.port,
      method: request.method,
      path: request.url,
      headers: request.headers,
      agent,
    },
    (answer) => {
      response.writeHead(answer.statusCode, answer.headers);
      answer.pipe(response);
    },
  );
  request.pipe(upstreamRequest);
  upstreamRequest.on('error', () => {
    if (!response.headersSent) response.writeHead(502);
    response.end();
  });
  response.on('close', () => {
    if (!response.writableFinished) upstreamRequest.destroy();
  });
});

server.listen({ port: Number(process.env.API_SERVER_PORT), host: '127.0.0.1', backlog: 4096 });
