import { fileURLToPath } from 'node:url';
import type { LanguageModelV4 } from '@ai-sdk/provider';
import type { LanguageModelSource } from '../../agent-definition.js';
import { AgentError } from '../../agent-error.js';
import { findProvider, type PackagedProvider } from './find-provider.js';
import { type ImportedPackage, importPackage } from './import-package.js';
import { PackagedLanguageModel } from './packaged-language-model.js';

/**
 * Which model of which AI SDK provider package.
 *
 * @publicApi
 */
export interface ProviderPackageOptions {
  /** Such as `@ai-sdk/anthropic`; it has to be installed. */
  readonly packageName: string;
  /** The provider's own name for the model. */
  readonly modelId: string;
  /** Which of the provider's APIs to use, such as `chat` of OpenAI. Default: the one that the provider prefers. */
  readonly api?: string;
  /** The folders whose packages are looked through, in order. Default: the working directory, then this package's. */
  readonly folders?: readonly string[];
}

const HERE = fileURLToPath(new URL('.', import.meta.url));

/**
 * A model of an AI SDK provider package, which is loaded when it is first asked for. The package reads its key and
 * its address from the environment, as its documentation says. Rejects with an `AgentError` of the kind
 * `model-misconfigured` when the package is missing, too old or of no use.
 *
 * @publicApi
 */
export class ProviderPackageModel implements LanguageModelSource {
  readonly name: string;
  private found: LanguageModelV4 | Promise<LanguageModelV4> | undefined;

  constructor(private readonly options: ProviderPackageOptions) {
    this.name = `${options.packageName} ${options.modelId}`;
  }

  get(): LanguageModelV4 | Promise<LanguageModelV4> {
    this.found ??= this.load();
    return this.found;
  }

  private async load(): Promise<LanguageModelV4> {
    try {
      const { packageName, folders = [process.cwd(), HERE] } = this.options;
      const loaded = await importPackage(packageName, folders).catch((error: unknown) => {
        throw misconfigured(
          `The package ${packageName} is installed, but cannot be loaded: ${reasonOf(error)}`,
          error,
        );
      });
      if (loaded === undefined) {
        throw misconfigured(`The package ${packageName} is not installed: run "npm install ${packageName}".`);
      }
      const model = this.modelOf(loaded);
      this.found = model;
      return model;
    } catch (error) {
      this.found = undefined;
      throw error;
    }
  }

  private modelOf({ exports, version }: ImportedPackage): LanguageModelV4 {
    const { packageName, modelId, api } = this.options;
    const release = `The package ${packageName} ${version}`;
    const provider = findProvider(packageName, exports);
    if (provider === undefined) throw misconfigured(`${release} offers no AI SDK provider.`);
    const model = api === undefined ? provider.languageModel(modelId) : modelOfApi(provider, api, modelId);
    if (model === undefined) throw misconfigured(`${release} has no API named "${api}".`);
    const { specificationVersion = 'v1' } = model as { specificationVersion?: string };
    if (specificationVersion === 'v4') return new PackagedLanguageModel(model as LanguageModelV4);
    throw misconfigured(
      `${release} speaks ${specificationVersion} of the AI SDK's model interface, but this server needs v4, ` +
        `as packages for AI SDK 7 have it: run "npm install ${packageName}@latest".`,
    );
  }
}

function modelOfApi(provider: PackagedProvider, api: string, modelId: string): unknown {
  const create = (provider as unknown as Readonly<Record<string, unknown>>)[api];
  return typeof create === 'function' ? (create as (modelId: string) => unknown)(modelId) : undefined;
}

function misconfigured(message: string, cause?: unknown): AgentError {
  return new AgentError('model-misconfigured', message, { cause });
}

function reasonOf(error: unknown): string {
  const [line = ''] = (error instanceof Error ? error.message : String(error)).split('\n');
  return line;
}
