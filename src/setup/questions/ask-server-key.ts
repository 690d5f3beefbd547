import { randomBytes } from 'node:crypto';
import { findRejection } from '../../config/find-rejection.js';
import { parseBoolean } from '../../config/parsers/scalars.js';
import { isLoopbackHost } from '../../config/network-exposure.js';
import { variables } from '../../config/variables.js';
import type { ServerAnswer } from '../answers.js';
import { maskSecret } from '../mask-secret.js';
import type { Choice } from '../prompter/prompter.js';
import type { SetupContext } from '../setup-context.js';
import { SetupProblem } from '../setup-problem.js';

const KEY_BYTES = 32;
const { name: variable } = variables.server.key;
const { name: allowVariable } = variables.server.allowNoKey;
const NO_PATHS = { directory: '', checkFile: () => undefined };

type KeyAnswer = Pick<ServerAnswer, 'key' | 'isKeyGenerated' | 'allowNoKey'>;
type KeyKind = 'keep' | 'generate' | 'own' | 'none';

/** Asks for the key that callers of the server have to send. */
export async function askServerKey(context: SetupContext, host: string): Promise<KeyAnswer> {
  const { flags, existing, prompter } = context;
  const there = existing[variable];
  const kind = flags.serverKey === undefined ? await askKind(context, there, host) : kindOf(flags.serverKey);
  switch (kind) {
    case 'keep':
      return { ...(there !== undefined && { key: there }), isKeyGenerated: false, allowNoKey: false };
    case 'generate':
      return { key: randomBytes(KEY_BYTES).toString('hex'), isKeyGenerated: true, allowNoKey: false };
    case 'own': {
      const key =
        flags.serverKey ?? (await prompter.writeSecret({ message: 'Your key (it is not shown)', check }));
      return { key, isKeyGenerated: false, allowNoKey: false };
    }
    case 'none':
      return (await goWithoutKey(context, host)) ?? (await askServerKey(context, host));
  }
}

function kindOf(flag: string): KeyKind {
  return flag === 'generate' || flag === 'none' ? flag : 'own';
}

function askKind(context: SetupContext, there: string | undefined, host: string): Promise<KeyKind> {
  const isExposed = !isLoopbackHost(host);
  const choices: Choice<KeyKind>[] = [
    ...(there === undefined
      ? []
      : [{ value: 'keep' as const, label: 'Keep the one in the file', hint: maskSecret(variable, there) }]),
    { value: 'generate', label: there === undefined ? 'Generate one' : 'Generate a new one' },
    { value: 'own', label: 'Enter one' },
    {
      value: 'none',
      label: 'No key',
      hint: `${isExposed ? 'EVERYBODY who reaches this machine' : 'every program of this machine'} can use the agent`,
    },
  ];
  // A file that does without a key has been made that way.
  const isKeyless = Object.keys(context.existing).length > 0 && (!isExposed || allowsNoKey(context));
  const initial = there === undefined ? (isKeyless ? 'none' : 'generate') : 'keep';
  return context.prompter.choose({ message: 'Which key do callers have to send?', choices, initial });
}

function allowsNoKey({ flags, existing }: SetupContext): boolean {
  return flags.allowNoKey || parseBoolean(existing[allowVariable] ?? '', NO_PATHS) === true;
}

/** Without a key, and reachable only where that has been said explicitly; undefined to think again. */
async function goWithoutKey(context: SetupContext, host: string): Promise<KeyAnswer | undefined> {
  const { flags, prompter } = context;
  if (isLoopbackHost(host)) return { isKeyGenerated: false, allowNoKey: false };
  const allowed = { isKeyGenerated: false, allowNoKey: true };
  if (allowsNoKey(context)) return allowed;
  const warning = `Everybody who reaches ${host} could use the agent, its tools and your model's account.`;
  if (!prompter.isAttended || flags.serverKey !== undefined) {
    const advice =
      'Leave out --server-key none, or add --allow-no-key on a network that is closed to others.';
    throw new SetupProblem(`${warning} ${advice}`, 2);
  }
  prompter.warn(warning);
  const isSure = await prompter.confirm('Is the network closed to others, and shall there be no key?', false);
  return isSure ? allowed : undefined;
}

function check(key: string): string | undefined {
  const rule = key === '' ? 'must not be empty' : findRejection(variable, key);
  return rule === undefined ? undefined : `The key ${rule}.`;
}
