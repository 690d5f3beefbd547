import type { ModelAnswer } from '../answers.js';
import type { Choice } from '../prompter/prompter.js';
import { listModels } from '../provider/list-models.js';
import { existingModel } from '../provider/known-settings.js';
import type { Provider } from '../provider/providers.js';
import type { SetupContext } from '../setup-context.js';
import { SetupProblem } from '../setup-problem.js';
import { askApiKey, enterApiKey } from './ask-api-key.js';
import { askBaseUrl, askProvider } from './ask-provider.js';

/** How the provider is reached, and the models that it lists, if it was asked. */
interface Reached {
  readonly baseUrl: string;
  readonly apiKey?: string;
  readonly models?: readonly string[];
}

/** Stands for the first model of the provider's list. */
const FIRST_LISTED = '(the first one)';

/** Asks which model is to answer, and sees whether its provider does; undefined leaves the model as it is. */
export async function askModel(context: SetupContext): Promise<ModelAnswer | undefined> {
  const provider = await askProvider(context);
  if (provider === undefined) return undefined;
  if (provider.id === 'demo') {
    refuseModelFlags(context);
    return { provider };
  }
  const baseUrl = await askBaseUrl(context, provider);
  const apiKey = await askApiKey(context, provider, baseUrl);
  const reached = await reach(context, provider, { baseUrl, ...(apiKey !== undefined && { apiKey }) });
  const model = await askModelId(context, provider, reached.models);
  return {
    provider,
    baseUrl: reached.baseUrl,
    ...(reached.apiKey !== undefined && { apiKey: reached.apiKey }),
    ...(model !== FIRST_LISTED && { model }),
  };
}

function refuseModelFlags({ flags: { baseUrl, apiKey, model } }: SetupContext): void {
  if (baseUrl === undefined && apiKey === undefined && model === undefined) return;
  throw new SetupProblem('--base-url, --api-key and --model have no effect with --provider demo.', 2);
}

/** Asks the provider for its models until it answers, or the person goes on without. */
async function reach(context: SetupContext, provider: Provider, first: Reached): Promise<Reached> {
  const { flags, prompter } = context;
  if (!flags.check) return first;
  for (let tried = first; ;) {
    prompter.say(`Asking ${tried.baseUrl} for its models …`);
    const listing = await listModels({ provider, ...tried });
    if ('models' in listing) return { ...tried, models: listing.models };
    if (!prompter.isAttended) {
      throw new SetupProblem(
        `${listing.problem}\nNothing was written. --no-check goes on without asking there.`,
      );
    }
    prompter.warn(listing.problem);
    const next = await askWayOut(context, provider, tried, listing.isKeyRefused === true);
    if (next === undefined) return tried;
    tried = next;
  }
}

/** What to try next; undefined to go on as it is. */
async function askWayOut(
  context: SetupContext,
  provider: Provider,
  tried: Reached,
  isKeyRefused: boolean,
): Promise<Reached | undefined> {
  const key = { value: 'key' as const, label: 'Enter another key' };
  const again = { value: 'again' as const, label: 'Try again' };
  const next = await context.prompter.choose<'again' | 'key' | 'address' | 'on'>({
    message: 'What now?',
    choices: [
      ...(isKeyRefused ? [key, again] : [again, key]),
      ...(provider.isLocal ? [{ value: 'address' as const, label: 'Enter another base URL' }] : []),
      { value: 'on', label: 'Go on all the same', hint: 'the model is not checked then' },
    ],
  });
  if (next === 'on') return undefined;
  if (next === 'key') return { ...tried, apiKey: await enterApiKey(context, provider) };
  return next === 'address' ? { ...tried, baseUrl: await askBaseUrl(context, provider) } : tried;
}

async function askModelId(
  context: SetupContext,
  provider: Provider,
  models: readonly string[] | undefined,
): Promise<string> {
  const { flags, prompter } = context;
  if (flags.model !== undefined) {
    if (models !== undefined && !models.includes(flags.model)) {
      prompter.warn(`${flags.model} is not among the ${models.length} models that ${provider.label} lists.`);
    }
    return flags.model;
  }
  const existing = existingModel(context, provider);
  if (models === undefined || models.length === 0) return writeModelId(context, provider, existing);
  const choices = toChoices(models, provider, existing);
  const fallback = prompter.isAttended || provider.isLocal ? choices[0]?.value : undefined;
  const initial = existing ?? fallback;
  return prompter.search({
    message: models.length === 1 ? 'Which model? It has one.' : `Which of its ${models.length} models?`,
    choices,
    ...(initial !== undefined && { initial }),
  });
}

function toChoices(models: readonly string[], provider: Provider, existing?: string): Choice<string>[] {
  const [first = ''] = models;
  const choices = models.map((model) => ({ value: model, label: model }));
  return [
    ...(provider.isLocal
      ? [{ value: FIRST_LISTED, label: 'The first one that it lists', hint: `now ${first}` }]
      : []),
    ...(existing === undefined || models.includes(existing)
      ? []
      : [{ value: existing, label: existing, hint: 'as it is in the file; not in the list' }]),
    ...choices,
  ];
}

async function writeModelId(
  { prompter }: SetupContext,
  provider: Provider,
  existing?: string,
): Promise<string> {
  const initial = existing ?? (prompter.isAttended || !provider.isLocal ? undefined : '');
  const id = await prompter.write({
    message: provider.isLocal ? 'Which model? (empty: the first one that it lists)' : 'Which model?',
    placeholder: provider.isLocal ? 'qwen3:8b' : 'the id that the provider has for it',
    ...(initial !== undefined && { initial }),
    check: (text) => (text === '' && !provider.isLocal ? 'A model is needed.' : undefined),
  });
  return id === '' ? FIRST_LISTED : id;
}
