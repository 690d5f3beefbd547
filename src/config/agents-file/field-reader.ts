import { closestName } from '../closest-name.js';
import { Rejection } from '../parsers/parser.js';
import type { FieldParser } from './field-parsers.js';
import type { Path } from './yaml-source.js';

const LONGEST_SHOWN = 120;

/** Is told what is wrong with the thing at a path. */
export type ProblemListener = (path: Path, text: string) => void;

/** Reads the fields of one mapping, and tells of those that it does not know. */
export class FieldReader {
  private readonly known: string[] = [];

  constructor(
    private readonly fields: Readonly<Record<string, unknown>>,
    private readonly path: Path,
    private readonly onProblem: ProblemListener,
  ) {}

  has(name: string): boolean {
    return Object.hasOwn(this.fields, name);
  }

  /** The value of a field; undefined where it is absent or refused. */
  read<Value>(name: string, parse: FieldParser<Value>): Value | undefined {
    this.known.push(name);
    if (!this.has(name)) return undefined;
    const found = this.fields[name];
    const value = parse(found);
    if (!(value instanceof Rejection)) return value;
    this.report(name, `${name} is ${value.found ?? show(found)}, but ${value.rule}.`);
    return undefined;
  }

  /** The fields of a mapping inside this one; without any where it is absent or refused. */
  readMapping(name: string): FieldReader {
    const fields = this.read(name, (found) =>
      isMapping(found) ? found : new Rejection('must hold fields of its own, indented below it'),
    );
    return new FieldReader(fields ?? {}, [...this.path, name], this.onProblem);
  }

  report(name: string, text: string): void {
    this.onProblem([...this.path, name], text);
  }

  /** Tells of every field that has not been read; `whole` says what the mapping describes. */
  refuseOthers(whole: string): void {
    for (const name of Object.keys(this.fields).filter((field) => !this.known.includes(field))) {
      const meant = closestName(name, this.known);
      const advice = meant === undefined ? `it has ${this.known.join(', ')}` : `did you mean ${meant}?`;
      this.report(name, `"${name}" is no field of ${whole}: ${advice}${meant === undefined ? '.' : ''}`);
    }
  }
}

/** Whether the value is a mapping of names to values. */
export function isMapping(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A value as it is shown in a problem. */
export function show(value: unknown): string {
  const json = JSON.stringify(value);
  return json.length > LONGEST_SHOWN ? `${json.slice(0, LONGEST_SHOWN)}…` : json;
}
