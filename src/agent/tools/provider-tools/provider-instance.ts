import { ContextIdFactory, ModuleRef } from '@nestjs/core';
import type { ToolContext } from '../tool.js';
import type { ProviderWrapper } from './declared-tools.js';

/**
 * What a request-scoped provider gets as `REQUEST` while an agent calls its tool.
 *
 * @publicApi
 */
export interface ToolCallRequest {
  readonly toolContext: ToolContext;
}

/** Where a provider's instance comes from: always the same, or made for each call where its scope wants that. */
export function providerInstance(wrapper: ProviderWrapper): (context: ToolContext) => unknown {
  if (wrapper.isDependencyTreeStatic() && !wrapper.isTransient) return () => wrapper.instance as unknown;
  // The module's own, because another module may have a provider of the same token.
  const moduleRef = wrapper.host?.getProviderByKey<ModuleRef>(ModuleRef).instance;
  if (moduleRef === undefined) throw new Error('its provider belongs to no module.');
  return (context) => {
    const contextId = ContextIdFactory.create();
    moduleRef.registerRequestByContextId<ToolCallRequest>({ toolContext: context }, contextId);
    return moduleRef.resolve(wrapper.token, contextId, { strict: true });
  };
}
