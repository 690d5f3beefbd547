import { text as readAll } from 'node:stream/consumers';
import { parseEnvironmentFile, readProcessEnvironment } from '../config/environment.js';
import type { SetupAnswers } from './answers.js';
import { checkBefore, checkResult } from './check-result.js';
import { describeChanges, describeShadows } from './describe-changes.js';
import { editEnvFile } from './env-file/edit-env-file.js';
import { EnvFile } from './env-file/env-file.js';
import { readFlags, type SetupFlags } from './flags.js';
import { SETUP_HELP } from './help.js';
import { findMissingFlags } from './missing-flags.js';
import { nextSteps } from './next-steps.js';
import { planChanges } from './plan-changes.js';
import type { Prompter } from './prompter/prompter.js';
import { askModel } from './questions/ask-model.js';
import { askServer } from './questions/ask-server.js';
import { askToolsets } from './questions/ask-toolsets.js';
import type { SetupContext } from './setup-context.js';
import { SetupCancelled, SetupProblem } from './setup-problem.js';

const NEW_FILE =
  '# Settings of hermes-agent-server. docs/configuration.md and .env.example explain every variable.\n';
const CANCELLED = 130;

/** Whom the set-up talks to, and how it was called. */
export interface SetupTerminal {
  readonly input: NodeJS.ReadStream;
  readonly output: NodeJS.WriteStream;
  readonly errors: NodeJS.WriteStream;
  /** What starts the server. */
  readonly startCommand: string;
}

/** Asks for what matters and writes it into a `.env` file. Resolves with the exit code, and never rejects. */
export async function runSetup(args: readonly string[], terminal: SetupTerminal): Promise<number> {
  // Between two questions the terminal sends a signal; nothing has been written then, either.
  const interrupted = new Promise<never>((_, reject) => {
    process.once('SIGINT', () => {
      reject(new SetupCancelled());
    });
  });
  try {
    await Promise.race([setUp(args, terminal), interrupted]);
    return 0;
  } catch (error) {
    if (error instanceof SetupCancelled) {
      terminal.errors.write('\nCancelled. Nothing was written.\n');
      return CANCELLED;
    }
    if (!(error instanceof SetupProblem)) throw error;
    terminal.errors.write(`${error.message}\n`);
    return error.exitCode;
  }
}

async function setUp(args: readonly string[], terminal: SetupTerminal): Promise<void> {
  const flags = readFlags(args);
  if (flags.help) {
    terminal.output.write(SETUP_HELP);
    return;
  }
  const file = EnvFile.read(flags.envFile);
  const context: SetupContext = {
    flags: flags.apiKeyFromStdin ? { ...flags, apiKey: await readKey(terminal.input) } : flags,
    existing: file.values,
    environment: readProcessEnvironment(),
    prompter: await choosePrompter(flags, terminal),
  };
  refuseToGuess(context);
  checkBefore(file.text, file.path);
  const { prompter } = context;
  prompter.begin(`hermes-agent-server: settings for ${file.path}${file.exists ? '' : ' (a new file)'}`);
  await writeAnswers(await ask(context), file, context, terminal);
}

async function ask(context: SetupContext): Promise<SetupAnswers> {
  const model = await askModel(context);
  const server = await askServer(context);
  return { ...(model !== undefined && { model }), server, toolsets: await askToolsets(context) };
}

async function writeAnswers(
  answers: SetupAnswers,
  file: EnvFile,
  { flags, existing, environment, prompter }: SetupContext,
  { startCommand }: SetupTerminal,
): Promise<void> {
  const changes = planChanges(answers, existing);
  const text = editEnvFile(file.exists ? file.text : NEW_FILE, changes);
  const configuration = checkResult(text, file.path);
  for (const warning of configuration.warnings) prompter.warn(warning);
  for (const shadow of describeShadows(parseEnvironmentFile(text), environment)) prompter.warn(shadow);
  const lines = describeChanges(changes, existing);
  if (lines.length > 0) prompter.show(`What changes in ${file.path}`, lines);
  if (flags.dryRun) {
    prompter.end('Nothing was written, because of --dry-run.', []);
    return;
  }
  const steps = nextSteps({
    configuration,
    path: file.path,
    ...(answers.server.isKeyGenerated &&
      answers.server.key !== undefined && { generatedKey: answers.server.key }),
    startCommand,
    directory: process.cwd(),
  });
  if (file.exists && changes.size === 0) {
    prompter.end(`Nothing to change: ${file.path} says all of that already.`, steps);
    return;
  }
  if (prompter.isAttended && !(await prompter.confirm('Write it?', true))) throw new SetupCancelled();
  const backup = file.replace(text);
  prompter.end(`Written: ${file.path}${backup === undefined ? '' : ` (as it was before: ${backup})`}`, steps);
}

async function readKey(input: NodeJS.ReadStream): Promise<string> {
  const key = (await readAll(input)).trim();
  if (key !== '') return key;
  throw new SetupProblem('--api-key-stdin is given, but there is nothing on the standard input.', 2);
}

/** The prompts of a terminal are only loaded where there is one. */
async function choosePrompter(
  flags: SetupFlags,
  { input, output, errors }: SetupTerminal,
): Promise<Prompter> {
  if (isAttended(flags, input, output)) {
    const { TerminalPrompter } = await import('./prompter/terminal.prompter.js');
    return new TerminalPrompter();
  }
  const { UnattendedPrompter } = await import('./prompter/unattended.prompter.js');
  return new UnattendedPrompter(output, errors);
}

function isAttended(
  { yes, apiKeyFromStdin }: SetupFlags,
  input: NodeJS.ReadStream,
  output: NodeJS.WriteStream,
): boolean {
  return input.isTTY && output.isTTY && !yes && !apiKeyFromStdin;
}

function refuseToGuess(context: SetupContext): void {
  if (context.prompter.isAttended) return;
  const missing = findMissingFlags(context);
  if (missing.length === 0) return;
  const why = context.flags.yes ? 'With --yes nothing is asked' : 'There is no terminal to ask in';
  throw new SetupProblem(
    `${why}, and these flags are missing:\n${missing.map((flag) => `  ${flag}\n`).join('')}\`setup --help\` explains them.`,
    2,
  );
}
