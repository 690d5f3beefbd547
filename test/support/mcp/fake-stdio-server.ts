// A fake MCP server on standard streams. Its arguments say how it misbehaves.
import { spawn } from 'node:child_process';
import { appendFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { FakeMcpServer } from './fake-mcp-server.ts';

const habits = new Set(process.argv.slice(2));
const record = process.env['RECORD_FILE'];

/** Tells the test which processes there are. */
function recordProcess(pid: number | undefined): void {
  if (record !== undefined) appendFileSync(record, `${pid}\n`);
}

function write(message: object): void {
  if (habits.has('garbage')) process.stdout.write('listening on port 3000 …\n\n{"jsonrpc": "2.0"}\n[1, 2\n');
  process.stdout.write(`${JSON.stringify(message)}\n`);
}

recordProcess(process.pid);
process.stderr.write(`fake server started with ${[...habits].join(' ')}\n`);
if (habits.has('die')) {
  process.stderr.write(`Error: the key ${process.env['API_KEY']} is not valid\n`);
  process.exit(3);
}
if (habits.has('flood')) process.stdout.write('garbage\n'.repeat(20_000));
if (habits.has('stubborn')) {
  // Neither a closed standard input nor SIGTERM ends it.
  process.on('SIGTERM', () => undefined);
  setInterval(() => undefined, 1_000);
}
if (habits.has('parent')) {
  const child = spawn(
    process.execPath,
    ['-e', 'process.on("SIGTERM", () => {}); setInterval(() => {}, 1000)'],
    {
      stdio: 'inherit',
    },
  );
  recordProcess(child.pid);
}

const server = new FakeMcpServer({
  notify: (method, params) => {
    write({ jsonrpc: '2.0', method, ...(params && { params }) });
  },
  end: () => {
    process.exit(1);
  },
});
createInterface({ input: process.stdin }).on('line', (line) => {
  if (habits.has('silent')) return;
  const answer = server.answer(JSON.parse(line) as object);
  if (answer !== undefined) write(answer);
});
