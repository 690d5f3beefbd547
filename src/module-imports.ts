import type { DynamicModule, ModuleMetadata } from '@nestjs/common';

/** Which modules a feature takes its ports from. */
export interface ImportsExtra {
  /** Modules that export what the feature needs, `AgentService` and `Authenticator` above all. */
  using?: NonNullable<ModuleMetadata['imports']>;
}

/** Adds the modules of {@link ImportsExtra.using} to a feature's definition. */
export function withImports(definition: DynamicModule, { using = [] }: ImportsExtra): DynamicModule {
  return { ...definition, imports: [...(definition.imports ?? []), ...using] };
}
