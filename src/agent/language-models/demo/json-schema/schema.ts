import type { JSONObject, JSONValue } from '@ai-sdk/provider';

/** A JSON schema that is an object; it comes from outside, so none of its fields can be relied upon. */
export type Schema = Readonly<JSONObject>;

/** Whether the value is an object, as opposed to an array, a scalar or nothing. */
export function isObject(value: JSONValue | undefined): value is Schema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The value where it is an array. */
export function asArray(value: JSONValue | undefined): readonly JSONValue[] | undefined {
  return Array.isArray(value) ? (value as readonly JSONValue[]) : undefined;
}

/** The value where it is a number. */
export function asNumber(value: JSONValue | undefined): number | undefined {
  return typeof value === 'number' ? value : undefined;
}

/** The types that an instance may have, `null` last: what the schema says, or else what its keywords imply. */
export function typesOf(schema: Schema): readonly string[] {
  const declared =
    asArray(schema['type']) ?? (schema['type'] === undefined ? [impliedType(schema)] : [schema['type']]);
  const types = declared.filter((type) => typeof type === 'string' && type !== 'null') as string[];
  return declared.includes('null') || schema['nullable'] === true ? [...types, 'null'] : types;
}

function impliedType(schema: Schema): string {
  const has = (...keywords: readonly string[]): boolean =>
    keywords.some((keyword) => Object.hasOwn(schema, keyword));
  if (has('properties', 'required', 'additionalProperties', 'minProperties')) return 'object';
  if (has('items', 'prefixItems', 'minItems', 'contains')) return 'array';
  if (has('minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf')) return 'number';
  return 'string';
}

/** Whether a value found elsewhere can stand where the schema is; `pattern` and `format` are not looked at. */
export function fits(value: JSONValue, schema: Schema): boolean {
  const types = typesOf(schema);
  if (value === null) return types.includes('null');
  if (Array.isArray(value)) return types.includes('array') && isWithin(value.length, schema, 'Items');
  switch (typeof value) {
    case 'string':
      return types.includes('string') && isWithin([...value].length, schema, 'Length');
    case 'number':
      return fitsNumber(value, types, schema);
    case 'boolean':
      return types.includes('boolean');
    default:
      return (
        types.includes('object') &&
        (asArray(schema['required']) ?? []).every((key) => Object.hasOwn(value, String(key)))
      );
  }
}

function isWithin(size: number, schema: Schema, what: 'Items' | 'Length'): boolean {
  return (
    size >= (asNumber(schema[`min${what}`]) ?? 0) && size <= (asNumber(schema[`max${what}`]) ?? Infinity)
  );
}

function fitsNumber(value: number, types: readonly string[], schema: Schema): boolean {
  if (!types.includes('number') && !(types.includes('integer') && Number.isInteger(value))) return false;
  const { low, high, isLowOpen, isHighOpen } = rangeOf(schema);
  if (isLowOpen ? value <= low : value < low) return false;
  if (isHighOpen ? value >= high : value > high) return false;
  const step = asNumber(schema['multipleOf']);
  return step === undefined || Number.isInteger(Number((value / step).toPrecision(12)));
}

/** The interval in which a number must lie. */
export interface NumberRange {
  readonly low: number;
  readonly high: number;
  readonly isLowOpen: boolean;
  readonly isHighOpen: boolean;
}

/** The schema's bounds; in draft 4 an exclusive bound is a boolean beside the bound itself. */
export function rangeOf(schema: Schema): NumberRange {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum } = schema;
  const openLow = exclusiveMinimum === true ? asNumber(minimum) : asNumber(exclusiveMinimum);
  const openHigh = exclusiveMaximum === true ? asNumber(maximum) : asNumber(exclusiveMaximum);
  const low = Math.max(asNumber(minimum) ?? -Infinity, openLow ?? -Infinity);
  const high = Math.min(asNumber(maximum) ?? Infinity, openHigh ?? Infinity);
  return { low, high, isLowOpen: openLow === low, isHighOpen: openHigh === high };
}
