/** The part of an AI SDK provider that models are taken from; its further members make models of particular APIs. */
export interface PackagedProvider {
  languageModel(modelId: string): unknown;
}

/** The provider that a package offers ready to use, or else what its factory makes; undefined without either. */
export function findProvider(
  packageName: string,
  exports: Readonly<Record<string, unknown>>,
): PackagedProvider | undefined {
  const ready = preferredNames(packageName).map((name) => exports[name]);
  const found = [...ready, ...Object.values(exports)].find(isProvider);
  return found ?? make(exports);
}

/** `amazon-bedrock` is exported as `amazonBedrock` or `bedrock`, `@openrouter/ai-sdk-provider` as `openrouter`. */
function preferredNames(packageName: string): string[] {
  const [scope = '', name = scope] = packageName.split('/');
  return [camelCase(name), name.split('-').at(-1) ?? name, camelCase(scope.replace('@', ''))];
}

function make(exports: Readonly<Record<string, unknown>>): PackagedProvider | undefined {
  for (const [name, create] of Object.entries(exports)) {
    if (!/^create[A-Z]/.test(name) || typeof create !== 'function') continue;
    const provider: unknown = (create as () => unknown)();
    if (isProvider(provider)) return provider;
  }
  return undefined;
}

function isProvider(value: unknown): value is PackagedProvider {
  return (
    (typeof value === 'function' || (typeof value === 'object' && value !== null)) &&
    'languageModel' in value &&
    typeof value.languageModel === 'function'
  );
}

function camelCase(name: string): string {
  return name.replace(/-+(\w)/g, (_, letter: string) => letter.toUpperCase());
}
