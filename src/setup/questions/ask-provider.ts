import { findRejection } from '../../config/find-rejection.js';
import { findConfiguredProvider } from '../provider/configured-provider.js';
import { knownBaseUrl, knownProvider, mayKeepModel } from '../provider/known-settings.js';
import { findProvider, type Provider, type ProviderId, PROVIDERS } from '../provider/providers.js';
import type { Choice } from '../prompter/prompter.js';
import type { SetupContext } from '../setup-context.js';
import { SetupProblem } from '../setup-problem.js';

/** Asks where the models come from; undefined leaves it as it is. */
export async function askProvider(context: SetupContext): Promise<Provider | undefined> {
  const known = knownProvider(context);
  if (known !== undefined) return known;
  const keepable = mayKeepModel(context);
  const choices: Choice<ProviderId | 'keep'>[] = PROVIDERS.map(({ id, label, hint }) => ({
    value: id,
    label,
    hint,
  }));
  const kept = { value: 'keep' as const, label: 'Keep what is there', hint: describeModel(context.existing) };
  const answer = await context.prompter.choose({
    message: 'Where do the models come from?',
    choices: keepable ? [kept, ...choices] : choices,
    ...(keepable && { initial: 'keep' as const }),
  });
  return answer === 'keep' ? undefined : findProvider(answer);
}

function describeModel(existing: NodeJS.Dict<string>): string {
  const { AGENT_MODEL: model, OPENAI_BASE_URL: baseUrl, AGENTS_FILE: agentsFile } = existing;
  if (agentsFile !== undefined) return `the agents of ${agentsFile}`;
  const place = findConfiguredProvider(existing)?.package === undefined ? baseUrl : undefined;
  return [
    model ?? 'the first listed model',
    ...(place === undefined || model === 'demo' ? [] : [place]),
  ].join(' at ');
}

/** Asks for the address of a provider's API, where that is not always the same. */
export async function askBaseUrl(context: SetupContext, provider: Provider): Promise<string> {
  const { flags, prompter } = context;
  const known = knownBaseUrl(context, provider);
  if (flags.baseUrl !== undefined || provider.isLocal === undefined)
    return checked(context, provider, known ?? '');
  return prompter.write({
    message: `What is the base URL of ${provider.id === 'custom' ? 'that API' : provider.label}?`,
    placeholder: 'http://localhost:11434/v1',
    ...(known !== undefined && { initial: known }),
    check: (url) => describeRejection(url),
  });
}

function checked({ flags }: SetupContext, provider: Provider, baseUrl: string): string {
  const rejection = describeRejection(baseUrl);
  if (rejection !== undefined) throw new SetupProblem(`--base-url is wrong: it ${rejection}`, 2);
  const isFixed = provider.package !== undefined && provider.package.baseUrlVariable === undefined;
  if (flags.baseUrl !== undefined && isFixed) {
    throw new SetupProblem(
      `--base-url has no effect with --provider ${provider.id}: its package asks one address only.`,
      2,
    );
  }
  return baseUrl.replace(/\/+$/, '');
}

function describeRejection(url: string): string | undefined {
  const rule = url === '' ? 'must not be empty' : findRejection('OPENAI_BASE_URL', url);
  return rule === undefined ? undefined : `${rule}.`;
}
