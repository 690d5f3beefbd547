import { basename, dirname } from 'node:path';
import type { AgentSpec, ModelChoice } from '../configuration.js';
import type { ModelOrigin } from '../model-choice.js';
import type { ParseContext, Rejection } from '../parsers/parser.js';
import { readAgentEntry } from './agent-entry.js';
import { FieldReader, isMapping, show } from './field-reader.js';
import { type LocatedProblem, type Path, YamlSource } from './yaml-source.js';

/** What an agents file is read with. */
export interface AgentsFileContext {
  /** The agent that the environment alone describes: it stands in for what an entry leaves out. */
  readonly defaults: AgentSpec;
  readonly environment: NodeJS.ProcessEnv;
  readonly checkFile: ParseContext['checkFile'];
  /** Decides which model a name stands for. */
  readonly chooseModel: (name: string, origin: ModelOrigin) => ModelChoice | Rejection;
}

/** What a file says, and what is wrong with it, each problem with its line. */
export interface AgentsFile {
  readonly agents: readonly AgentSpec[];
  readonly problems: readonly string[];
}

/** Reads the agents that a YAML or JSON text describes: a list, or a list under `agents`. */
export function readAgentsFile(text: string, path: string, context: AgentsFileContext): AgentsFile {
  return new AgentsFileReader(text, path, context).read();
}

class AgentsFileReader {
  private readonly file: string;
  private readonly source: YamlSource;
  private readonly problems: LocatedProblem[] = [];

  constructor(
    text: string,
    private readonly path: string,
    private readonly context: AgentsFileContext,
  ) {
    this.file = basename(path);
    this.source = new YamlSource(text);
  }

  read(): AgentsFile {
    const { problems, value } = this.source;
    if (problems.length > 0) return { agents: [], problems: this.tell(problems) };
    const { entries, path } = this.findEntries(value);
    const agents = entries.flatMap((entry, index) => this.readEntry(entry, [...path, index]) ?? []);
    return { agents, problems: this.tell(this.problems) };
  }

  private findEntries(value: unknown): { entries: readonly unknown[]; path: Path } {
    const path: Path = isMapping(value) ? ['agents'] : [];
    if (isMapping(value)) {
      const fields = new FieldReader(value, [], this.report);
      fields.read('agents', (found) => found);
      fields.refuseOthers('an agents file');
    }
    const entries = isMapping(value) ? value['agents'] : value;
    if (Array.isArray(entries) && entries.length > 0) return { entries: entries as unknown[], path };
    this.report(path, 'there must be a list of at least one agent, each with an id, under "agents:".');
    return { entries: [], path };
  }

  private readEntry(entry: unknown, path: Path): AgentSpec | undefined {
    if (!isMapping(entry)) {
      this.report(path, `an agent is ${show(entry)}, but must have fields, such as id and model.`);
      return undefined;
    }
    const { defaults, environment, checkFile, chooseModel } = this.context;
    const agent = readAgentEntry(new FieldReader(entry, path, this.report), {
      defaults,
      environment,
      paths: { directory: dirname(this.path), checkFile },
      choose: (name, field) => chooseModel(name, this.originOf([...path, field], field)),
    });
    if (agent !== undefined) this.refuseDoubles(agent.id, [...path, 'id']);
    return agent;
  }

  private readonly lineOfId = new Map<string, number>();

  private refuseDoubles(id: string, path: Path): void {
    const first = this.lineOfId.get(id);
    if (first === undefined) this.lineOfId.set(id, this.source.lineOf(path));
    else this.report(path, `id is "${id}", which the agent in line ${first} already has.`);
  }

  private originOf(path: Path, field: string): ModelOrigin {
    return {
      setting: `${this.file}:${this.source.lineOf(path)}: ${field}`,
      example: (value) => `${field}: ${value}`,
      reason: this.file,
    };
  }

  private readonly report = (path: Path, text: string): void => {
    this.problems.push({ line: this.source.lineOf(path), text });
  };

  private tell(problems: readonly LocatedProblem[]): string[] {
    return problems
      .toSorted((one, other) => one.line - other.line)
      .map(({ line, text }) => `${this.file}:${line}: ${text}`);
  }
}
