import type { Logger } from '@nestjs/common';

const WINDOW_MS = 10_000;
const LINES_PER_WINDOW = 50;
/** More than any line that is shown; what a server writes without an end of line is not kept. */
const LONGEST_LINE = 4_000;

const COMPLAINT = /error|exception|fail|cannot|can't|denied|not found|missing|invalid|required|usage:/i;

/**
 * What one server writes to its standard error: in the debug log, so many lines in so much time and no more. The last
 * line that sounds like a complaint is kept, because a process that dies says there why.
 */
export class McpServerLog {
  private rest = '';
  private complaint = '';
  private windowStart = 0;
  private linesInWindow = 0;

  constructor(
    private readonly name: string,
    private readonly logger: Pick<Logger, 'debug'>,
    private readonly conceal: (text: string) => string,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** What the server complained of last, or nothing. */
  get lastComplaint(): string {
    return this.conceal(COMPLAINT.test(this.rest) ? this.rest : this.complaint);
  }

  write(text: string): void {
    const lines = (this.rest + text).split(/\r?\n/);
    this.rest = (lines.pop() ?? '').slice(-LONGEST_LINE);
    for (const line of lines) {
      if (line.trim() !== '') this.line(line.slice(0, LONGEST_LINE));
    }
  }

  /** Forgets what the process before wrote. */
  clear(): void {
    this.rest = '';
    this.complaint = '';
  }

  private line(line: string): void {
    if (COMPLAINT.test(line) && !/^\s+at /.test(line)) this.complaint = line;
    if (this.now() - this.windowStart >= WINDOW_MS) {
      this.windowStart = this.now();
      this.linesInWindow = 0;
    }
    this.linesInWindow++;
    if (this.linesInWindow <= LINES_PER_WINDOW) {
      this.logger.debug(`MCP server '${this.name}': ${this.conceal(line)}`);
    } else if (this.linesInWindow === LINES_PER_WINDOW + 1) {
      this.logger.debug(`MCP server '${this.name}' writes a lot; some of it is left out.`);
    }
  }
}
