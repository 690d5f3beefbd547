import {
  environmentKey,
  existingKey,
  existingModel,
  knownBaseUrl,
  knownProvider,
  mayKeepModel,
} from './provider/known-settings.js';
import type { SetupContext } from './setup-context.js';

/** The flags without which the set-up cannot go on when nobody is there to ask. */
export function findMissingFlags(context: SetupContext): string[] {
  const { yes, dryRun } = context.flags;
  return [...missingForModel(context), ...(yes || dryRun ? [] : ['--yes'])];
}

function missingForModel(context: SetupContext): string[] {
  if (mayKeepModel(context)) return [];
  const { flags } = context;
  const provider = knownProvider(context);
  if (provider === undefined) return ['--provider'];
  if (provider.id === 'demo') return [];
  const baseUrl = knownBaseUrl(context, provider);
  if (baseUrl === undefined) return ['--base-url'];
  const key =
    flags.apiKey ?? existingKey(context, provider, baseUrl) ?? environmentKey(context, provider, baseUrl);
  const model = flags.model ?? existingModel(context, provider);
  const { keyVariable } = provider;
  return [
    ...(provider.key === 'required' && key === undefined
      ? [
          `--api-key-stdin (or --api-key${keyVariable === undefined ? '' : `, or ${keyVariable} in the environment`})`,
        ]
      : []),
    ...(provider.isLocal === undefined && model === undefined ? ['--model'] : []),
  ];
}
