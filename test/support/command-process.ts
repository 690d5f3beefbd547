import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const CLI = resolve('dist/cli.js');
const LIMIT_MS = 30_000;

/** How the command is called. */
interface CommandOptions {
  /** Its working directory. */
  directory: string;
  /** What it gets beside `PATH`. */
  environment?: Readonly<Record<string, string>>;
  /** Runs it in a pseudo-terminal, as a person would. */
  inTerminal?: boolean;
}

/** The package's command, running as a process of its own. */
export class CommandProcess {
  /** The exit code, once the output is complete. */
  readonly exited: Promise<number | null>;
  #output = '';
  #read = 0;

  private constructor(private readonly child: ChildProcess) {
    const collect = (text: string): void => {
      this.#output += text;
    };
    child.stdout?.setEncoding('utf8').on('data', collect);
    child.stderr?.setEncoding('utf8').on('data', collect);
    this.exited = new Promise((exited) => {
      child.once('close', exited);
    });
  }

  static start(args: readonly string[], options: CommandOptions): CommandProcess {
    if (!existsSync(CLI)) throw new Error(`${CLI} is missing: run \`npm run build\`, or \`npm test\`.`);
    const command = [process.execPath, CLI, ...args];
    const [program = '', ...rest] = options.inTerminal ? inTerminal(command) : command;
    const child = spawn(program, rest, {
      cwd: options.directory,
      env: { PATH: process.env['PATH'], TERM: 'xterm', ...options.environment },
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    return new CommandProcess(child);
  }

  /** Everything that it has written, without what colours it. */
  get output(): string {
    return this.#output.replaceAll(/\u001b\[[\d;?]*[A-Za-z]/g, '').replaceAll('\r', '');
  }

  /** Writes to its standard input. */
  write(text: string): void {
    this.child.stdin?.write(text);
  }

  /** Writes to its standard input, and ends that. */
  end(text = ''): void {
    this.child.stdin?.end(text);
  }

  /** Waits for a text that has not been waited for yet, and then types. */
  async answer(question: string, keys: string): Promise<void> {
    await this.untilWritten(question);
    this.write(keys);
  }

  /** Waits until it has written a text after the one that was waited for before. */
  async untilWritten(text: string): Promise<void> {
    const deadline = Date.now() + LIMIT_MS;
    while (Date.now() < deadline) {
      const { output } = this;
      const found = output.indexOf(text, this.#read);
      if (found !== -1) {
        this.#read = output.length;
        return;
      }
      if (this.child.exitCode !== null) break;
      await sleep(20);
    }
    throw new Error(`The command has not written "${text}":\n${this.output}`);
  }

  /** Ends it with a signal. */
  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
    this.child.kill(signal);
    await this.exited;
  }
}

/** `script` comes with Linux and macOS, and takes its arguments differently. Its terminal has no size of its own. */
function inTerminal(command: readonly string[]): string[] {
  const sized = `stty cols 100 rows 40; exec ${command.map((part) => `'${part}'`).join(' ')}`;
  if (process.platform === 'darwin') return ['script', '-q', '/dev/null', 'sh', '-c', sized];
  return ['script', '--quiet', '--return', '--command', sized, '/dev/null'];
}
