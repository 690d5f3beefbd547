import { findRejection } from '../../config/find-rejection.js';
import { maskSecret } from '../mask-secret.js';
import type { Choice } from '../prompter/prompter.js';
import { environmentKey, existingKey } from '../provider/known-settings.js';
import type { Provider } from '../provider/providers.js';
import type { SetupContext } from '../setup-context.js';

/** Where a key can be taken from. */
type KeySource = 'file' | 'environment' | 'none' | 'other';

/** Asks for the key that the provider wants; undefined for none. */
export async function askApiKey(
  context: SetupContext,
  provider: Provider,
  baseUrl: string,
): Promise<string | undefined> {
  const { flags, prompter } = context;
  if (flags.apiKey !== undefined) return flags.apiKey;
  if (provider.key === 'none') return undefined;
  const inFile = existingKey(context, provider, baseUrl);
  const inEnvironment = environmentKey(context, provider, baseUrl);
  const choices: Choice<KeySource>[] = [
    ...(inFile === undefined ? [] : [keyChoice('file', 'Keep the one in the file', inFile)]),
    ...(inEnvironment === undefined || inEnvironment.key === inFile
      ? []
      : [keyChoice('environment', `Take ${inEnvironment.variable} of your environment`, inEnvironment.key)]),
    { value: 'other', label: 'Enter one' },
    ...(provider.key === 'optional'
      ? [{ value: 'none' as const, label: 'None', hint: 'it asks for none' }]
      : []),
  ];
  const known = choices[0]?.value === 'other' ? undefined : choices[0]?.value;
  // Servers of one's own mostly ask for none; and nobody can enter one where nobody is.
  const usual =
    provider.key === 'optional' && (provider.baseUrl !== undefined || !prompter.isAttended)
      ? 'none'
      : 'other';
  const source =
    choices.length === 1
      ? 'other'
      : await prompter.choose({
          message: `Which key for ${provider.label}?`,
          choices,
          initial: known ?? usual,
        });
  if (source === 'file') return inFile;
  if (source === 'environment') return inEnvironment?.key;
  return source === 'none' ? undefined : enterApiKey(context, provider);
}

/** Asks for a key that is not known yet. */
export function enterApiKey({ prompter }: SetupContext, provider: Provider): Promise<string> {
  return prompter.writeSecret({
    message: `The key for ${provider.label} (it is not shown)`,
    check: (key) => {
      if (key === '') return 'A key is needed.';
      const rule = findRejection('OPENAI_API_KEY', key);
      return rule === undefined ? undefined : `The key ${rule}.`;
    },
  });
}

function keyChoice(value: KeySource, label: string, key: string): Choice<KeySource> {
  return { value, label, hint: maskSecret('OPENAI_API_KEY', key) };
}
