import { closestName } from '../config/closest-name.js';
import { PACKAGE_VERSION } from '../package-version.js';
import { runSetup } from './run-setup.js';

const HELP = `Usage: hermes-agent-server [command]

  (none)      starts the server, on the settings of the environment and of .env in this folder
  setup       asks for what matters and writes it into .env; setup --help lists its flags

  --version   prints the version
  --help      prints this
`;

const COMMANDS = ['setup', 'start', '--help', '--version'];
const WRONG_USE = 2;
const INTERRUPTED = 130;

/** Does what the command line of `hermes-agent-server` says. */
export async function runCommand(
  args: readonly string[],
  startCommand = 'npx hermes-agent-server',
): Promise<void> {
  const [command, ...rest] = args;
  switch (command) {
    case undefined:
    case 'start':
      if (rest.length > 0) refuse(`start takes no arguments; the server is set by variables, or by .env.`);
      else await import('../main.js');
      return;
    case 'setup':
      await setUp(rest, startCommand);
      return;
    case '--help':
    case '-h':
    case 'help':
      process.stdout.write(HELP);
      return;
    case '--version':
    case '-v':
      process.stdout.write(`${PACKAGE_VERSION}\n`);
      return;
    default: {
      const meant = closestName(command, COMMANDS);
      refuse(
        `"${command}" is no command of hermes-agent-server${meant === undefined ? '.' : `: did you mean ${meant}?`}`,
      );
    }
  }
}

async function setUp(args: readonly string[], startCommand: string): Promise<void> {
  const { stdin: input, stdout: output, stderr: errors } = process;
  process.exitCode = await runSetup(args, { input, output, errors, startCommand });
  // A question to a provider may be under way, and would be followed by another one to the person.
  if (process.exitCode === INTERRUPTED) process.exit();
}

function refuse(problem: string): void {
  process.stderr.write(`${problem} \`hermes-agent-server --help\` lists the commands.\n`);
  process.exitCode = WRONG_USE;
}
