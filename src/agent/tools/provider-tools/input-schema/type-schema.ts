import type { JSONSchema7 } from '@ai-sdk/provider';

const BUILT_IN: ReadonlyMap<unknown, JSONSchema7> = new Map<unknown, JSONSchema7>([
  [String, { type: 'string' }],
  [Number, { type: 'number' }],
  [Boolean, { type: 'boolean' }],
  [Date, { type: 'string', format: 'date-time' }],
  ['string', { type: 'string' }],
  ['number', { type: 'number' }],
  ['integer', { type: 'integer' }],
  ['boolean', { type: 'boolean' }],
  ['object', { type: 'object' }],
  ['null', { type: 'null' }],
  // They say nothing of what is in them.
  ['array', {}],
  [Array, {}],
  [Object, {}],
  [Map, {}],
  [Set, {}],
  [Function, {}],
]);

/** The schema of a type that is no class of the host, empty where the type says too little; undefined for others. */
export function builtInSchema(type: unknown): JSONSchema7 | undefined {
  return BUILT_IN.get(type);
}

/** Whether any value at all would fit. */
export function isUnknown({ type, enum: values, $ref, anyOf, oneOf, allOf }: JSONSchema7): boolean {
  return [type, values, $ref, anyOf, oneOf, allOf].every((keyword) => keyword === undefined);
}

/** Schemas that all hold, as one: the later ones refine the earlier. */
export function mergeSchemas(schemas: readonly JSONSchema7[]): JSONSchema7 {
  return schemas.reduce((merged, schema) => ({ ...merged, ...schema, ...mergedType(merged, schema) }), {});
}

function mergedType(one: JSONSchema7, other: JSONSchema7): JSONSchema7 {
  // Whole numbers stay whole, whatever else is said of the number.
  if (one.type === 'integer' && other.type === 'number') return { type: 'integer' };
  return {};
}
