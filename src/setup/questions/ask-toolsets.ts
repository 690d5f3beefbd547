import { TOOLSET_NAMES, type ToolsetName } from '../../config/configuration.js';
import { toToolsets } from '../../config/parsers/toolsets.js';
import { entriesOf } from '../../config/parsers/lists.js';
import { Rejection } from '../../config/parsers/parser.js';
import { variables } from '../../config/variables.js';
import type { SetupContext } from '../setup-context.js';

const { name: variable, default: usual } = variables.agent.toolsets;

const EXPLAINED: Readonly<Record<ToolsetName, string>> = {
  time: 'what time it is, anywhere',
  web: 'reads public web pages; never what is on your own network',
  memory: 'remembers notes from one conversation to the next',
  files: 'reads and writes in a folder of its own',
  terminal: 'RUNS COMMANDS ON THIS MACHINE, with the rights of the server',
};

/** Asks what the agent may do, as `AGENT_TOOLSETS` has it. */
export async function askToolsets({ flags, existing, prompter }: SetupContext): Promise<string> {
  if (flags.toolsets !== undefined) return flags.toolsets;
  const current = existing[variable] ?? usual;
  const initial = toToolsets(entriesOf(current.toLowerCase()));
  const isUnderstood = !(initial instanceof Rejection);
  // What the server would not understand is told of before anything is written.
  if (!prompter.isAttended) return current;
  const chosen = await prompter.chooseSeveral({
    message: 'What may the agent do?',
    choices: TOOLSET_NAMES.map((name) => ({ value: name, label: name, hint: EXPLAINED[name] })),
    initial: isUnderstood ? initial : [],
  });
  return chosen.length === 0 ? 'none' : TOOLSET_NAMES.filter((name) => chosen.includes(name)).join(',');
}
