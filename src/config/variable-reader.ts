import { describeSecret, Rejection, type ParseContext } from './parsers/parser.js';
import type { Variable, VariablesOf } from './variables.js';

const LONGEST_SHOWN = 120;

/** Reads variables one after the other, and keeps the problems of all of them. */
export class VariableReader {
  readonly problems: string[] = [];
  private readonly rejected = new Set<string>();

  constructor(
    private readonly environment: NodeJS.ProcessEnv,
    private readonly context: ParseContext,
  ) {}

  /** Reads a group of settings; where a value is refused, its default stands in and a problem is kept. */
  readGroup<Group extends object>(variables: VariablesOf<Group>): Group {
    const settings = Object.entries<Variable<unknown>>(variables)
      .map(([key, variable]) => [key, this.read(variable)] as const)
      .filter(([, value]) => value !== undefined);
    // VariablesOf guarantees what Object.entries forgets: one variable of the right type for each setting.
    return Object.fromEntries(settings) as Group;
  }

  /** Whether a value was refused, so that rules which build on it have nothing to say. */
  hasRejected(...variables: readonly Variable<unknown>[]): boolean {
    return variables.some(({ name }) => this.rejected.has(name));
  }

  private read(variable: Variable<unknown>): unknown {
    const raw = this.environment[variable.name] ?? '';
    const text = variable.secret ? raw : raw.trim();
    if (text === '') return this.readDefault(variable);
    const value = variable.parse(text, this.context);
    if (!(value instanceof Rejection)) return value;
    this.rejected.add(variable.name);
    this.problems.push(`${variable.name} is ${describeFound(variable, text, value)}, but ${value.rule}.`);
    return this.readDefault(variable);
  }

  private readDefault(variable: Variable<unknown>): unknown {
    return variable.default === undefined ? undefined : variable.parse(variable.default, this.context);
  }
}

function describeFound(variable: Variable<unknown>, text: string, rejection: Rejection): string {
  if (variable.secret) return describeSecret(text);
  if (rejection.found !== undefined) return rejection.found;
  return JSON.stringify(text.length > LONGEST_SHOWN ? `${text.slice(0, LONGEST_SHOWN)}…` : text);
}
