export {
  type AgentScript,
  answering,
  type RecordedRun,
  type RunScript,
  type RunScriptFactory,
  ScriptedAgentService,
  type ScriptStep,
} from './scripted-agent.service.js';
export { type ContractCase, responseStoreContract } from './response-store.contract.js';
