import { createRequire } from 'node:module';
import type * as Yaml from 'yaml';

/** A step into a document: the name of a field, or the index of an entry. */
export type Path = readonly (string | number)[];

/** What is wrong, and in which line. */
export interface LocatedProblem {
  readonly line: number;
  readonly text: string;
}

/** A YAML or JSON text, with the line of everything in it. */
export class YamlSource {
  /** Why the text is no YAML; `value` is then of no use. */
  readonly problems: readonly LocatedProblem[];
  readonly value: unknown;
  private readonly document: Yaml.Document;
  private readonly lines: Yaml.LineCounter;

  constructor(text: string) {
    // Only who has such a file pays for the parser.
    const yaml = createRequire(import.meta.url)('yaml') as typeof Yaml;
    this.lines = new yaml.LineCounter();
    this.document = yaml.parseDocument(text, { lineCounter: this.lines, prettyErrors: false });
    const errors = this.document.errors.map(({ pos, code, message }) => ({
      line: this.lineAt(pos[0]),
      text: describe(code, message, text.slice(pos[0])),
    }));
    const conversion = errors.length === 0 ? this.convert() : { problems: errors };
    this.problems = firstOfEachLine(conversion.problems);
    this.value = conversion.value;
  }

  /** The line of a field's name, of an entry, or of the nearest thing around it that exists. */
  lineOf(path: Path): number {
    const yaml = createRequire(import.meta.url)('yaml') as typeof Yaml;
    let node: unknown = this.document.contents;
    let line = 1;
    for (const step of path) {
      if (yaml.isAlias(node)) node = node.resolve(this.document);
      const { position, next } = stepInto(yaml, node, step);
      if (position === undefined) break;
      line = this.lineAt(position);
      node = next;
    }
    return line;
  }

  private convert(): { problems: LocatedProblem[]; value?: unknown } {
    try {
      return { problems: [], value: this.document.toJS() };
    } catch (error) {
      return {
        problems: [{ line: 1, text: notYaml(error instanceof Error ? error.message : String(error)) }],
      };
    }
  }

  private lineAt(offset: number): number {
    return this.lines.linePos(offset).line;
  }
}

function stepInto(
  yaml: typeof Yaml,
  node: unknown,
  step: string | number,
): { position?: number | undefined; next?: unknown } {
  if (typeof step === 'number') {
    const next = yaml.isSeq(node) ? node.items[step] : undefined;
    return { position: positionOf(yaml, next), next };
  }
  if (!yaml.isMap(node)) return {};
  const pair = node.items.find(({ key }) => yaml.isScalar(key) && String(key.value) === step);
  return { position: positionOf(yaml, pair?.key), next: pair?.value };
}

function positionOf(yaml: typeof Yaml, node: unknown): number | undefined {
  return yaml.isNode(node) ? node.range?.[0] : undefined;
}

function describe(code: string, message: string, found: string): string {
  switch (code) {
    case 'TAB_AS_INDENT':
      return 'a tab stands where YAML allows only spaces: indent with spaces.';
    case 'DUPLICATE_KEY':
      return `"${/[^\s:"']+/.exec(found)?.[0] ?? ''}" is there twice: keep one.`;
    case 'MULTIPLE_DOCS':
      return 'a second document begins: one file is one document.';
    default:
      return notYaml(message);
  }
}

function notYaml(reason: string): string {
  return `this is not valid YAML: ${reason.replace(/\.$/, '')}.`;
}

/** One mistake makes the parser stumble several times; the first thing that it says of a line is the telling one. */
function firstOfEachLine(problems: readonly LocatedProblem[]): LocatedProblem[] {
  return problems.filter(({ line }, index) => problems.findIndex((other) => other.line === line) === index);
}
