/** An answer as a server may send it, and what it says. */
export interface RandomAnswer {
  readonly bytes: Buffer;
  readonly status: number;
  readonly body: Buffer;
  /** Whether the connection can be used again after it. */
  readonly keepsAlive: boolean;
}

const STATUSES = [200, 200, 200, 201, 204, 299, 302, 304, 400, 404, 429, 500, 503, 529];
const LETTERS = ['a', 'Z', '0', ' ', '\r', '\n', '"', 'ß', 'é', '鯨', '\u{1f40b}', 'data: {"x":1}\n\n'];
const EXTENSIONS = ['', '', ';a', ';a=b', ';a="b c"', ';a=b;c="d;e"', `;long=${'x'.repeat(300)}`];
const HEADERS = [
  'x-request-id: 7',
  'X-REQUEST-ID: 8',
  'Retry-After: 5',
  'retry-after: 6',
  'Content-Type:text/event-stream; charset=utf-8',
  'content-type: \tapplication/json \t',
  'x-empty:',
  'x-colons: a:b, "c:d"',
  'Keep-Alive: timeout=60',
  `x-long: ${'long '.repeat(200)}`,
  "!#$%&'*+-.^_`|~: token",
];

/** Makes an answer of any framing, with everything that may come before, in and after its body. */
export function randomAnswer(random: () => number): RandomAnswer {
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
  const isOld = random() < 0.15;
  const status = pick(STATUSES);
  const hasBody = status !== 204 && status !== 304;
  const framing = hasBody
    ? pick(isOld ? ['length', 'close'] : ['length', 'chunks', 'chunks', 'close'])
    : 'none';
  const body = hasBody ? randomBody(random, pick) : Buffer.alloc(0);
  const connection = pick(['', '', 'keep-alive', 'Keep-Alive', 'close', 'Close', 'x-hop, close']);
  const saysKeep = isOld ? /keep/i.test(connection) : !/close/i.test(connection);
  const lines = [
    `HTTP/1.${isOld ? 0 : 1} ${status}${pick([' OK', ' Not really OK', ' '])}`,
    ...HEADERS.filter(() => random() < 0.25),
    ...(connection === '' ? [] : [`${pick(['connection', 'Connection', 'CONNECTION'])}: ${connection}`]),
    ...(framing === 'length' ? [`${pick(['content-length', 'Content-Length'])}: ${body.length}`] : []),
    ...(framing === 'chunks'
      ? [`${pick(['Transfer-Encoding', 'TRANSFER-ENCODING'])}: ${pick(['chunked', 'Chunked'])}`]
      : []),
  ];
  const interim = isOld ? '' : randomInterim(random, pick);
  const head = Buffer.from(`${interim}${lines.join('\r\n')}\r\n\r\n`);
  const bytes = Buffer.concat([head, ...(framing === 'chunks' ? inChunks(body, random, pick) : [body])]);
  return { bytes, status, body, keepsAlive: saysKeep && framing !== 'close' };
}

type Pick = <T>(list: readonly T[]) => T;

function randomBody(random: () => number, pick: Pick): Buffer {
  const length = Math.floor(random() * pick([0, 10, 100, 3_000]));
  return Buffer.from(Array.from({ length }, () => pick(LETTERS)).join(''));
}

function randomInterim(random: () => number, pick: Pick): string {
  const count = random() < 0.2 ? pick([1, 2, 3]) : 0;
  return Array.from({ length: count }, () =>
    pick([
      'HTTP/1.1 100 Continue\r\n\r\n',
      'HTTP/1.1 102 Processing\r\nx-a: 1\r\n\r\n',
      'HTTP/1.1 103 Early Hints\r\nlink: </x>\r\n\r\n',
    ]),
  ).join('');
}

/** The cuts fall anywhere, in the middle of characters too. */
function inChunks(body: Buffer, random: () => number, pick: Pick): Buffer[] {
  const parts: Buffer[] = [];
  const most = pick([1, 7, 200, 5_000]);
  for (let at = 0; at < body.length;) {
    const chunk = body.subarray(at, at + 1 + Math.floor(random() * most));
    const digits = pick(['', '', '0', '000']) + chunk.length.toString(16);
    const size = pick([digits, digits.toUpperCase()]);
    parts.push(Buffer.from(`${size}${pick(EXTENSIONS)}\r\n`), chunk, Buffer.from('\r\n'));
    at += chunk.length;
  }
  const trailers = random() < 0.3 ? 'x-sum: 1\r\nX-Other: ü\r\n' : '';
  parts.push(Buffer.from(`${pick(['0', '00'])}${pick(EXTENSIONS)}\r\n${trailers}\r\n`));
  return parts;
}
