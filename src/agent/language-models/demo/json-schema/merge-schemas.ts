import type { JSONValue } from '@ai-sdk/provider';
import { asArray, asNumber, isObject, type Schema } from './schema.js';

type Merge = (first: JSONValue, second: JSONValue) => JSONValue | undefined;

const MERGES: Readonly<Record<string, Merge>> = {
  type: intersectTypes,
  enum: (first, second) => common(asArray(first) ?? [], asArray(second) ?? []),
  required: (first, second) => [...new Set([...(asArray(first) ?? []), ...(asArray(second) ?? [])])],
  properties: mergeProperties,
  items: both,
  additionalProperties: both,
  minimum: larger,
  exclusiveMinimum: larger,
  minLength: larger,
  minItems: larger,
  minProperties: larger,
  maximum: smaller,
  exclusiveMaximum: smaller,
  maxLength: smaller,
  maxItems: smaller,
  maxProperties: smaller,
};

/** A schema that demands what both demand; undefined where nothing can satisfy both. */
export function mergeSchemas(first: Schema, second: Schema): Schema | undefined {
  const merged: Record<string, JSONValue | undefined> = { ...first };
  for (const [keyword, value] of Object.entries(second)) {
    const present = Object.hasOwn(first, keyword) ? first[keyword] : undefined;
    const merge = Object.hasOwn(MERGES, keyword) ? MERGES[keyword] : undefined;
    if (present === undefined || value === undefined || merge === undefined) merged[keyword] = value;
    else {
      const combined = merge(present, value);
      if (combined === undefined) return undefined;
      merged[keyword] = combined;
    }
  }
  return merged;
}

function intersectTypes(first: JSONValue, second: JSONValue): JSONValue | undefined {
  const seconds = asArray(second) ?? [second];
  const types = (asArray(first) ?? [first]).flatMap((type) => {
    if (seconds.includes(type)) return [type];
    const isBelow = type === 'integer' && seconds.includes('number');
    const isAbove = type === 'number' && seconds.includes('integer');
    return isBelow || isAbove ? ['integer'] : [];
  });
  return types.length === 0 ? undefined : types;
}

function common(first: readonly JSONValue[], second: readonly JSONValue[]): JSONValue | undefined {
  const texts = new Set(second.map((value) => JSON.stringify(value)));
  const values = first.filter((value) => texts.has(JSON.stringify(value)));
  return values.length === 0 ? undefined : values;
}

function mergeProperties(first: JSONValue, second: JSONValue): JSONValue {
  if (!isObject(first) || !isObject(second)) return isObject(first) ? first : second;
  const entries = new Map(Object.entries(first));
  for (const [name, schema] of Object.entries(second)) {
    const present = entries.get(name);
    entries.set(name, present === undefined || schema === undefined ? schema : both(present, schema));
  }
  return Object.fromEntries(entries);
}

function both(first: JSONValue, second: JSONValue): JSONValue {
  if (first === false || second === false) return false;
  if (!isObject(first)) return second;
  return isObject(second) ? { allOf: [first, second] } : first;
}

function larger(first: JSONValue, second: JSONValue): JSONValue {
  return Math.max(asNumber(first) ?? -Infinity, asNumber(second) ?? -Infinity);
}

function smaller(first: JSONValue, second: JSONValue): JSONValue {
  return Math.min(asNumber(first) ?? Infinity, asNumber(second) ?? Infinity);
}
