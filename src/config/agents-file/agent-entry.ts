import {
  type AgentLimits,
  type AgentSettings,
  type AgentSpec,
  type ModelChoice,
  REASONING_EFFORTS,
} from '../configuration.js';
import { modelId, modelName } from '../parsers/model-names.js';
import { type ParseContext, Rejection } from '../parsers/parser.js';
import { parseReadableFile } from '../parsers/paths.js';
import { toToolsets } from '../parsers/toolsets.js';
import {
  andThen,
  anyText,
  type FieldParser,
  integerFrom,
  listOfFields,
  numberFrom,
  oneWordOf,
  text,
} from './field-parsers.js';
import type { FieldReader } from './field-reader.js';
import { insertVariables } from './insert-variables.js';

/** What an agent's entry is read with. */
export interface AgentEntryContext {
  /** Stands in for what the entry leaves out. */
  readonly defaults: AgentSpec;
  readonly environment: NodeJS.ProcessEnv;
  /** Of the file: paths in it are relative to its folder. */
  readonly paths: ParseContext;
  /** Decides on a model by its name, which stands in this field. */
  readonly choose: (name: string, field: string) => ModelChoice | Rejection;
}

const LONGEST_TIMER_MS = 2_147_483_647;
const milliseconds = integerFrom(1, LONGEST_TIMER_MS, 'milliseconds');

/** Reads one agent; undefined without a usable id, which has been told then. */
export function readAgentEntry(entry: FieldReader, context: AgentEntryContext): AgentSpec | undefined {
  const { defaults } = context;
  const named = namedBy(context);
  const id = entry.read(
    'id',
    andThen(named, (value) => modelName(value, context.paths)),
  );
  const description = entry.read('description', text);
  const model = entry.read('model', andThen(named, modelOf(context, 'model')));
  const fallbackModels = entry.read(
    'fallback_models',
    listOfFields(andThen(named, modelOf(context, 'fallback_models'))),
  );
  const prompt = readPrompt(entry, context);
  const toolsets = entry.read('toolsets', andThen(listOfFields(text), toToolsets));
  const mcpServers = entry.read('mcp_servers', listOfFields(text));
  const settings = readSettings(entry.readMapping('settings'));
  const limits = readLimits(entry.readMapping('limits'), defaults.limits);
  const contextTokens =
    entry.read('context_tokens', integerFrom(1000, 100_000_000, 'tokens')) ?? defaults.contextTokens;
  entry.refuseOthers('an agent');
  if (!entry.has('id')) entry.report('id', 'an agent has no id: it is what clients name in "model".');
  if (id === undefined) return undefined;
  return {
    id,
    model: model ?? defaults.model,
    fallbackModels: fallbackModels ?? defaults.fallbackModels,
    ...prompt,
    toolsets: toolsets ?? defaults.toolsets,
    settings,
    limits,
    ...(description !== undefined && { description }),
    ...(mcpServers !== undefined && { mcpServers }),
    ...(contextTokens !== undefined && { contextTokens }),
  };
}

/** Names may hold variables; prompts and descriptions are taken as they are. */
function namedBy({ environment }: AgentEntryContext): FieldParser<string> {
  return andThen(text, (value) => insertVariables(value, environment));
}

function modelOf(
  { choose, paths }: AgentEntryContext,
  field: string,
): (name: string) => ModelChoice | Rejection {
  return (name) => {
    const checked = modelId(name, paths);
    return checked instanceof Rejection ? checked : choose(checked, field);
  };
}

function readPrompt(
  entry: FieldReader,
  context: AgentEntryContext,
): Pick<AgentSpec, 'prompt' | 'promptFile'> {
  const { defaults, paths } = context;
  const prompt = entry.read('prompt', anyText);
  const promptFile = entry.read(
    'prompt_file',
    andThen(namedBy(context), (value) => parseReadableFile(value, paths)),
  );
  if (entry.has('prompt') && entry.has('prompt_file')) {
    entry.report('prompt_file', 'an agent has either prompt or prompt_file, not both.');
  }
  if (prompt !== undefined) return { prompt };
  const file = promptFile ?? defaults.promptFile;
  return file === undefined ? {} : { promptFile: file };
}

function readSettings(settings: FieldReader): AgentSettings {
  const found = {
    temperature: settings.read('temperature', numberFrom(0, 2)),
    topP: settings.read('top_p', numberFrom(0, 1)),
    maxOutputTokens: settings.read('max_output_tokens', integerFrom(1, 100_000_000, 'tokens')),
    presencePenalty: settings.read('presence_penalty', numberFrom(-2, 2)),
    frequencyPenalty: settings.read('frequency_penalty', numberFrom(-2, 2)),
    stopSequences: settings.read('stop', listOfFields(text)),
    seed: settings.read('seed', integerFrom(Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER)),
    reasoningEffort: settings.read('reasoning_effort', oneWordOf(REASONING_EFFORTS)),
  };
  settings.refuseOthers('settings');
  return Object.fromEntries(Object.entries(found).filter(([, value]) => value !== undefined));
}

function readLimits(limits: FieldReader, defaults: AgentLimits): AgentLimits {
  const found = {
    maxSteps: limits.read('max_steps', integerFrom(1, 1000)) ?? defaults.maxSteps,
    runTimeoutMs: limits.read('run_timeout_ms', milliseconds) ?? defaults.runTimeoutMs,
    toolTimeoutMs: limits.read('tool_timeout_ms', milliseconds) ?? defaults.toolTimeoutMs,
    toolResultLimit:
      limits.read('tool_result_limit', integerFrom(100, 10_000_000, 'characters')) ??
      defaults.toolResultLimit,
  };
  limits.refuseOthers('limits');
  return found;
}
