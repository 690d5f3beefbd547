export { callTool } from './call-tool.js';
export { type ContractCase, memoryStoreContract, type MemoryStoreFactory } from './memory-store.contract.js';
export {
  type AgentScript,
  answering,
  type RecordedRun,
  type RunScript,
  type RunScriptFactory,
  ScriptedAgentService,
  type ScriptStep,
} from './scripted-agent.service.js';
export { completionStoreContract } from './completion-store.contract.js';
export { idempotencyStoreContract } from './idempotency-store.contract.js';
export { type PortContractCase, responseStoreContract } from './response-store.contract.js';
export { secretStoreContract } from './secret-store.contract.js';
