import type { JSONValue } from '@ai-sdk/provider';
import { flattenSchema, type SchemaScope } from './flatten-schema.js';
import { numberInstance } from './number-instance.js';
import { asArray, asNumber, fits, isObject, type Schema, typesOf } from './schema.js';
import { stringInstance } from './string-instance.js';

/** Where plausible values come from; what it offers is used only where the schema allows it. */
export interface ValueSource {
  /** A value that belongs to this name; called for scalars only. */
  suggest(
    name: string,
    type: string,
    schema: Schema,
    accepts: (value: JSONValue) => boolean,
  ): JSONValue | undefined;
  /** Which of an enum's values is meant. */
  choose(values: readonly JSONValue[]): JSONValue | undefined;
  /** A text for a required string for which nothing was suggested. */
  fallback?(name: string): string | undefined;
}

/** How an instance is made. */
export interface InstanceOptions {
  readonly source?: ValueSource;
  /** Leaves out optional properties for which the source has nothing. Default: false. */
  readonly omitsOptional?: boolean;
}

/** Bounds the work on a schema that multiplies itself. */
const MOST_STEPS = 20_000;
/** Writing so many characters is as much work as one step. */
const CHARACTERS_PER_STEP = 50;
const MOST_ITEMS = 1_000;
const DEEPEST = 100;

/**
 * An instance of a JSON schema, always the same one for the same schema and source. Best effort: `not`, `if`,
 * `dependentSchemas` and the exclusiveness of `oneOf` are not looked at; a schema that nothing satisfies gives null.
 */
export function jsonSchemaInstance(schema: JSONValue, options: InstanceOptions = {}): JSONValue {
  const builder = new InstanceBuilder(schema, options);
  return (
    builder.build(schema, {
      name: undefined,
      ordinal: 0,
      openRefs: new Set(),
      depth: 0,
      isOptional: false,
    }) ?? null
  );
}

/** Where in the instance a value goes. */
interface Place {
  readonly name: string | undefined;
  /** The value's position among its likes, which makes the items of an array differ. */
  readonly ordinal: number;
  readonly openRefs: ReadonlySet<string>;
  readonly depth: number;
  /** Whether a value is wanted only where the source has one. */
  readonly isOptional: boolean;
}

/** Everywhere in it, undefined means that there is no finite value, or none worth giving. */
class InstanceBuilder implements SchemaScope {
  private steps = 0;

  constructor(
    readonly root: JSONValue,
    private readonly options: InstanceOptions,
  ) {}

  spend(steps: number): boolean {
    this.steps += steps;
    return this.steps <= MOST_STEPS;
  }

  build(schema: JSONValue | undefined, place: Place): JSONValue | undefined {
    if (place.depth > DEEPEST) return undefined;
    for (const flat of flattenSchema(schema, place.openRefs, this)) {
      const value = this.value(flat.schema, { ...place, openRefs: flat.openRefs });
      if (value !== undefined) return value;
    }
    return undefined;
  }

  private value(schema: Schema, place: Place): JSONValue | undefined {
    const { const: constant, enum: values } = schema;
    if (constant !== undefined) return place.isOptional ? undefined : constant;
    if (Array.isArray(values)) return this.enumValue(values as readonly JSONValue[], schema, place);
    const types = typesOf(schema);
    for (const type of types) {
      const suggestion = this.suggestion(type, schema, place);
      if (suggestion !== undefined) return suggestion;
    }
    const preset = place.isOptional || place.ordinal > 0 ? undefined : presetOf(schema);
    if (preset !== undefined) return preset;
    for (const type of types) {
      const value = this.ofType(type, schema, place);
      if (value !== undefined) return value;
    }
    return undefined;
  }

  private enumValue(values: readonly JSONValue[], schema: Schema, place: Place): JSONValue | undefined {
    const allowed = schema['type'] === undefined ? values : values.filter((value) => fits(value, schema));
    const chosen = place.ordinal > 0 ? undefined : this.options.source?.choose(allowed);
    if (chosen !== undefined || place.isOptional) return chosen;
    return allowed[place.ordinal % allowed.length];
  }

  private suggestion(type: string, schema: Schema, { name, ordinal }: Place): JSONValue | undefined {
    const { source } = this.options;
    // A pattern cannot be checked: running one that comes from outside could take for ever.
    const isFree = name !== undefined && ordinal === 0 && schema['pattern'] === undefined;
    if (source === undefined || !isFree) return undefined;
    if (type === 'object' || type === 'array' || type === 'null') return undefined;
    return source.suggest(name, type, schema, (value) => fits(value, schema));
  }

  private ofType(type: string, schema: Schema, place: Place): JSONValue | undefined {
    if (type === 'array') return this.array(schema, place);
    if (place.isOptional) return undefined;
    switch (type) {
      case 'object':
        return this.object(schema, place);
      case 'number':
      case 'integer':
        return numberInstance(schema, type === 'integer', place.ordinal);
      case 'boolean':
        return place.ordinal % 2 === 1;
      case 'null':
        return null;
      default:
        return this.text(schema, place);
    }
  }

  private text(schema: Schema, { name, ordinal }: Place): string | undefined {
    const isFree =
      name !== undefined &&
      ordinal === 0 &&
      schema['pattern'] === undefined &&
      schema['format'] === undefined;
    const fallback = isFree ? this.options.source?.fallback?.(name) : undefined;
    const text =
      fallback !== undefined && fits(fallback, schema) ? fallback : stringInstance(schema, name, ordinal);
    return text !== undefined && this.spend(Math.floor(text.length / CHARACTERS_PER_STEP)) ? text : undefined;
  }

  private array(schema: Schema, place: Place): JSONValue | undefined {
    const prefix = asArray(schema['prefixItems']) ?? asArray(schema['items']) ?? [];
    const rest = Array.isArray(schema['items'])
      ? schema['additionalItems']
      : (schema['items'] ?? schema['contains']);
    const least = Math.max(asNumber(schema['minItems']) ?? 0, place.isOptional ? 1 : 0);
    const likely = Math.max(prefix.length, isObject(rest) ? 1 : 0);
    const wanted = Math.min(Math.max(least, likely), asNumber(schema['maxItems']) ?? Infinity);
    if (wanted > MOST_ITEMS) return undefined;
    const items: JSONValue[] = [];
    while (items.length < wanted) {
      const ordinal = items.length;
      const itemPlace = { ...place, ordinal, depth: place.depth + 1 };
      const item = this.build(ordinal < prefix.length ? prefix[ordinal] : (rest ?? true), itemPlace);
      if (item === undefined) break;
      items.push(item);
    }
    return items.length < least ? undefined : items;
  }

  private object(schema: Schema, place: Place): JSONValue | undefined {
    const properties = isObject(schema['properties']) ? schema['properties'] : {};
    const required = new Set((asArray(schema['required']) ?? []).map(String));
    const names = new Set([...Object.keys(properties), ...required]);
    const others = schema['additionalProperties'] ?? true;
    for (let extra = 1; names.size < Math.min(asNumber(schema['minProperties']) ?? 0, MOST_ITEMS); extra++) {
      names.add(`property${extra}`);
      required.add(`property${extra}`);
    }
    let room = (asNumber(schema['maxProperties']) ?? Infinity) - required.size;
    const entries: [string, JSONValue][] = [];
    for (const name of names) {
      const isRequired = required.has(name);
      if (!isRequired && room <= 0) continue;
      const value = this.build(Object.hasOwn(properties, name) ? properties[name] : others, {
        ...place,
        name,
        depth: place.depth + 1,
        isOptional: !isRequired && this.options.omitsOptional === true,
      });
      if (value !== undefined) entries.push([name, value]);
      else if (isRequired) return undefined;
      if (value !== undefined && !isRequired) room--;
    }
    return Object.fromEntries(entries);
  }
}

function presetOf(schema: Schema): JSONValue | undefined {
  const { default: standard, example, examples } = schema;
  return [standard, ...(asArray(examples) ?? []), example].find(
    (value) => value !== undefined && fits(value, schema),
  );
}
