import type { JSONValue } from '@ai-sdk/provider';
import { mergeSchemas } from './merge-schemas.js';
import { asArray, isObject, type Schema } from './schema.js';

/** A schema without references and without combinations of schemas at its top. */
export interface FlatSchema {
  readonly schema: Schema;
  /** The references that are being followed: following one of them again would not end. */
  readonly openRefs: ReadonlySet<string>;
}

/** What the parts of one schema share while it is worked on. */
export interface SchemaScope {
  readonly root: JSONValue;
  /** Takes some steps of the work that is allowed in all; false when there are none left. */
  spend(steps: number): boolean;
}

const DEEPEST_NESTING = 100;
const MOST_PARTS = 200;
/** Copying so many properties is as much work as one step. */
const PROPERTIES_PER_STEP = 5;

/** The flat schemas each of which satisfies the given one, the simplest choices last: `null` after all else. */
export function* flattenSchema(
  schema: JSONValue | undefined,
  openRefs: ReadonlySet<string>,
  scope: SchemaScope,
  nesting = 0,
): Generator<FlatSchema> {
  if (schema === false || nesting > DEEPEST_NESTING || !scope.spend(1)) return;
  if (!isObject(schema)) {
    yield { schema: {}, openRefs };
    return;
  }
  const { $ref, allOf, anyOf, oneOf, ...own } = schema;
  if ($ref === undefined && allOf === undefined && anyOf === undefined && oneOf === undefined) {
    yield { schema, openRefs };
    return;
  }
  const choices: (readonly JSONValue[])[] = (asArray(allOf) ?? []).map((part) => [part]);
  for (const branches of [asArray(anyOf), asArray(oneOf)])
    if (branches !== undefined) choices.push(nullLast(branches));
  let open = openRefs;
  if (typeof $ref === 'string') {
    if (openRefs.has($ref)) return;
    open = new Set([...openRefs, $ref]);
    choices.unshift([resolveRef(scope.root, $ref)]);
  }
  // Last, because what the schema itself says of an instance overrides its parts.
  choices.push([own]);
  if (choices.length > MOST_PARTS) return;
  yield* combine({ schema: {}, openRefs: open }, choices, scope, nesting + 1);
}

function* combine(
  base: FlatSchema,
  [choice, ...others]: readonly (readonly JSONValue[])[],
  scope: SchemaScope,
  nesting: number,
): Generator<FlatSchema> {
  if (choice === undefined) {
    yield base;
    return;
  }
  for (const part of choice) {
    for (const flat of flattenSchema(part, base.openRefs, scope, nesting)) {
      const schema = mergeSchemas(base.schema, flat.schema);
      if (schema === undefined) continue;
      const copied = isObject(schema['properties']) ? Object.keys(schema['properties']).length : 0;
      if (!scope.spend(Math.ceil(copied / PROPERTIES_PER_STEP))) return;
      const openRefs = new Set([...base.openRefs, ...flat.openRefs]);
      yield* combine({ schema, openRefs }, others, scope, nesting);
    }
  }
}

function nullLast(branches: readonly JSONValue[]): readonly JSONValue[] {
  const isNull = (branch: JSONValue): boolean =>
    isObject(branch) && (branch['type'] === 'null' || branch['const'] === null);
  return [...branches.filter((branch) => !isNull(branch)), ...branches.filter(isNull)];
}

/** What a JSON pointer such as `#/$defs/Node` points to; anything goes where it points to nothing. */
function resolveRef(root: JSONValue, ref: string): JSONValue {
  if (!ref.startsWith('#')) return true;
  let target: JSONValue = root;
  for (const step of ref.slice(1).split('/').slice(1)) {
    const key = decoded(step).replaceAll('~1', '/').replaceAll('~0', '~');
    const child: JSONValue | undefined =
      typeof target === 'object' && target !== null && Object.hasOwn(target, key)
        ? (target as Schema)[key]
        : undefined;
    if (child === undefined) return true;
    target = child;
  }
  return target;
}

function decoded(step: string): string {
  try {
    return decodeURIComponent(step);
  } catch {
    return step;
  }
}
