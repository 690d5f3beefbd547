export type { AgentDefinition, LanguageModelSource } from './agent/agent-definition.js';
export { AgentError, type AgentErrorDetails, type AgentErrorKind } from './agent/agent-error.js';
export type {
  AgentEvent,
  FinishReason,
  RunEnd,
  RunLimit,
  StepEnd,
  TextDelta,
  TokenLogprob,
  ToolCallEnd,
  ToolCallStart,
  ToolExecutor,
  ToolProgress,
  ToolResultEvent,
} from './agent/agent-event.js';
export type { AgentModuleOptions } from './agent/agent-module.options.js';
export type {
  AgentRequest,
  ConversationMessage,
  GenerationSettings,
  ReasoningEffort,
  ResponseFormat,
} from './agent/agent-request.js';
export {
  type AgentDescription,
  type AgentEquipment,
  AgentService,
  type ConversationSummary,
  type ToolDescription,
} from './agent/agent-service.js';
export { AgentModule } from './agent/agent.module.js';
export type { ChatSession, EndUser } from './agent/end-user.js';
export { FlowControl } from './agent/flow-control.js';
export type { RunContext } from './agent/run-context.js';
export type { RunLimits } from './agent/run-limits.js';
export { NO_USAGE, type Usage } from './agent/usage.js';
export type { CallLimits } from './agent/language-models/call-language-model.js';
export type { ObservableLanguageModel } from './agent/language-models/observable-language-model.js';
export {
  DemoLanguageModel,
  type DemoLanguageModelOptions,
} from './agent/language-models/demo/demo-language-model.js';
export { FirstListedModel } from './agent/language-models/openai-compatible/first-listed-model.js';
export {
  OpenAiCompatibleLanguageModel,
  type OpenAiCompatibleOptions,
} from './agent/language-models/openai-compatible/openai-compatible-language-model.js';
export {
  UpstreamConnection,
  type UpstreamEndpoint,
} from './agent/language-models/openai-compatible/upstream-exchange.js';
export {
  ProviderPackageModel,
  type ProviderPackageOptions,
} from './agent/language-models/provider-packages/provider-package-model.js';
export { DEFAULT_PROMPT } from './agent/prompt/default-prompt.js';
export { errorResult, textResult } from './agent/tools/tool-result.js';
export type {
  Tool,
  ToolContext,
  ToolResult,
  ToolOrigin,
  ToolResultPart,
  Toolset,
} from './agent/tools/tool.js';
export { filesToolset, type FilesToolsetOptions } from './agent/tools/files/files.toolset.js';
export { type ParsedMcpConfig, parseMcpConfig } from './agent/tools/mcp/mcp-config.parser.js';
export type {
  HttpServerConfig,
  McpServerConfig,
  StdioServerConfig,
} from './agent/tools/mcp/mcp-server-config.js';
export type { McpServerState, McpServerStatus } from './agent/tools/mcp/mcp-server-status.js';
export { McpServers } from './agent/tools/mcp/mcp-servers.js';
export { InMemoryMemoryStore } from './agent/tools/memory/in-memory-memory-store.js';
export {
  type MemoryLimits,
  MemoryLimitError,
  type MemoryNote,
  type MemoryNoteDraft,
  MemoryStore,
} from './agent/tools/memory/memory-store.js';
export { memoryToolset } from './agent/tools/memory/memory.toolset.js';
export { AgentTool, type AgentToolOptions } from './agent/tools/provider-tools/agent-tool.decorator.js';
export { NoInput } from './agent/tools/provider-tools/no-input.js';
export type { ToolCallRequest } from './agent/tools/provider-tools/provider-instance.js';
export { ProviderTools } from './agent/tools/provider-tools/provider-tools.js';
export { terminalEnvironment } from './agent/tools/terminal/terminal-environment.js';
export { terminalToolset, type TerminalToolsetOptions } from './agent/tools/terminal/terminal.toolset.js';
export { timeToolset } from './agent/tools/time/time.toolset.js';
export { webToolset, type WebToolsetOptions } from './agent/tools/web/web.toolset.js';
export type { AccessKey, AuthModuleOptions } from './auth/auth-module.options.js';
export { AuthModule } from './auth/auth.module.js';
export { Authenticator, type Caller } from './auth/authenticator.js';
export { BEARER_KEY } from './auth/protected.decorator.js';
export type { IdentityReader, RequestIdentity } from './auth/request-identity.js';
export { CapabilitiesModule } from './capabilities/capabilities.module.js';
export type { ChatCompletionsModuleOptions } from './chat-completions/chat-completions-module.options.js';
export { ChatCompletionsModule } from './chat-completions/chat-completions.module.js';
export { ConversationsModule } from './conversations/conversations.module.js';
export { CurrentFrontEnd } from './front-ends/front-end.decorator.js';
export { type FrontEnd, type FrontEndName, frontEndOf } from './front-ends/front-end.js';
export { frontEndIdentity, type FrontEndIdentityOptions } from './front-ends/identity/front-end-identity.js';
export { HealthModule } from './health/health.module.js';
export type { HomeModuleOptions } from './home/home-module.options.js';
export { HomeModule } from './home/home.module.js';
export { ModelsModule } from './models/models.module.js';
export {
  ApiError,
  type ApiErrorDetails,
  AuthenticationError,
  BadRequestError,
  NotFoundError,
} from './openai/api-error.js';
export { OpenAiExceptionFilter } from './openai/openai-exception.filter.js';
export type { ResponsesModuleOptions, WebSocketOptions } from './responses/responses-module.options.js';
export { ResponsesModule } from './responses/responses.module.js';
export {
  type CompletionFilter,
  type CompletionPage,
  CompletionStore,
  type StoredCompletion,
} from './storage/completion-store.js';
export type { DatabaseLocation } from './storage/database-location.js';
export {
  type IdempotencyBounds,
  type IdempotencyRecord,
  IdempotencyStore,
  type RecordedAnswer,
} from './storage/idempotency-store.js';
export type { ResponseBounds } from './storage/response-bounds.js';
export { ResponseStore } from './storage/response-store.js';
export { SecretStore } from './storage/secret-store.js';
export { SqlCompletionStore } from './storage/sql-completion-store.js';
export { SqlDatabase } from './storage/sql-database.js';
export { SqlIdempotencyStore } from './storage/sql-idempotency-store.js';
export { SqlMemoryStore } from './storage/sql-memory-store.js';
export { SqlResponseStore } from './storage/sql-response-store.js';
export { SqlSecretStore } from './storage/sql-secret-store.js';
export { StorageError, type StorageErrorKind } from './storage/storage-error.js';
export type { StorageModuleOptions } from './storage/storage-module.options.js';
export { StorageModule } from './storage/storage.module.js';
export type {
  Page,
  PageRequest,
  PlacedItem,
  ResponseEnding,
  ResponseUnderWay,
  RunProgress,
  StoredChain,
  StoredConversation,
  StoredEvents,
  StoredItem,
  StoredResponse,
  StoredStatus,
} from './storage/stored.js';
export { InMemoryCompletionStore } from './storage/in-memory/in-memory-completion-store.js';
export { InMemoryIdempotencyStore } from './storage/in-memory/in-memory-idempotency-store.js';
export { InMemoryResponseStore } from './storage/in-memory/in-memory-response-store.js';
export { InMemorySecretStore } from './storage/in-memory/in-memory-secret-store.js';
export type { MemoryBounds } from './storage/in-memory/memory-bounds.js';
