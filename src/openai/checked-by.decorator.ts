/** What is wrong with a value, and where. */
export interface FieldProblem {
  /** A path such as `messages[2].content`. */
  readonly param: string;
  readonly message: string;
  readonly code?: string;
}

/** Looks for the first problem in a field's value, at any depth; `path` is where the value stands in `body`. */
export type FieldCheck = (
  value: unknown,
  path: string,
  body: Readonly<Record<string, unknown>>,
) => FieldProblem | undefined;

const checks = new WeakMap<object, Map<string, FieldCheck>>();

/**
 * Property decorator: the field is checked by a hand-written function instead of class-validator, which cannot tell
 * the path of a problem inside a deep union and is slow on long arrays of them.
 */
export function CheckedBy(check: FieldCheck): PropertyDecorator {
  return (prototype, field) => {
    const ofClass = checks.get(prototype.constructor) ?? new Map<string, FieldCheck>();
    checks.set(prototype.constructor, ofClass.set(String(field), check));
  };
}

/** The checks of a DTO class and of those it extends, by field. */
export function fieldChecksOf(bodyType: object): ReadonlyMap<string, FieldCheck> {
  const own = checks.get(bodyType) ?? new Map<string, FieldCheck>();
  const base = Object.getPrototypeOf(bodyType) as object | null;
  if (base === null || base === Function.prototype) return own;
  const inherited = fieldChecksOf(base);
  return inherited.size === 0 ? own : new Map([...inherited, ...own]);
}
