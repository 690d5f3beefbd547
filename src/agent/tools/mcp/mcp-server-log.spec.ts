import { describe, expect, it } from '@jest/globals';
import { McpServerLog } from './mcp-server-log.js';

describe('McpServerLog', () => {
  it('writes whole lines, however they arrive', () => {
    const { log, lines } = create();
    for (const piece of ['one\ntw', 'o\r\n', '\n  \n', 'thr']) log.write(piece);
    expect(lines).toEqual(["MCP server 'demo': one", "MCP server 'demo': two"]);
  });

  it('remembers what the server complained of last, until it is told to forget', () => {
    const { log } = create();
    log.write('starting\nError: no module\n    at error (node:internal)\n\nNode.js v24\n');
    expect(log.lastComplaint).toBe('Error: no module');
    log.write('fatal error without an end of line');
    expect(log.lastComplaint).toBe('fatal error without an end of line');
    log.clear();
    expect(log.lastComplaint).toBe('');
  });

  it('leaves out what is too much, and goes on later', () => {
    const { log, lines, clock } = create();
    log.write('x\n'.repeat(1_000));
    expect(lines).toHaveLength(51);
    expect(lines.at(-1)).toBe("MCP server 'demo' writes a lot; some of it is left out.");
    clock.now += 10_000;
    log.write('later\n');
    expect(lines.at(-1)).toBe("MCP server 'demo': later");
  });

  it('keeps little of a line without an end', () => {
    const { log } = create();
    for (let piece = 0; piece < 100; piece++) log.write('error '.repeat(1_000));
    expect(log.lastComplaint.length).toBeLessThanOrEqual(4_000);
  });

  it('takes secrets out', () => {
    const { log, lines } = create((text) => text.replaceAll('hunter2', '***'));
    log.write('invalid key hunter2\n');
    expect(lines).toEqual(["MCP server 'demo': invalid key ***"]);
    expect(log.lastComplaint).toBe('invalid key ***');
  });
});

function create(conceal = (text: string): string => text): {
  log: McpServerLog;
  lines: string[];
  clock: { now: number };
} {
  const lines: string[] = [];
  const clock = { now: 50_000 };
  const logger = { debug: (line: string) => void lines.push(line) };
  return { log: new McpServerLog('demo', logger, conceal, () => clock.now), lines, clock };
}
