import type { JSONSchema7 } from '@ai-sdk/provider';
import type { OpenApiProperty } from './openapi-properties.js';
import { enumSchema, enumValues } from './enum-schema.js';

/** Keywords that mean the same in OpenAPI and in JSON Schema, with the type their value has. */
const SHARED_KEYWORDS = {
  title: 'string',
  description: 'string',
  format: 'string',
  pattern: 'string',
  minimum: 'number',
  maximum: 'number',
  // A boolean in OpenAPI 3.0, where it changes the meaning of `minimum`.
  exclusiveMinimum: 'number',
  exclusiveMaximum: 'number',
  multipleOf: 'number',
  minLength: 'number',
  maxLength: 'number',
  minItems: 'number',
  maxItems: 'number',
  uniqueItems: 'boolean',
  minProperties: 'number',
  maxProperties: 'number',
} as const;

/** Keywords that describe an array rather than what is in it, where `@ApiProperty` states both in one place. */
const ABOUT_THE_ARRAY: ReadonlySet<string> = new Set([
  'title',
  'description',
  'minItems',
  'maxItems',
  'uniqueItems',
  'default',
  'examples',
]);

/** What an OpenAPI property says beside its type. */
export function openApiKeywords(property: OpenApiProperty): JSONSchema7 {
  const keywords: Record<string, unknown> = {};
  for (const [keyword, type] of Object.entries(SHARED_KEYWORDS)) {
    if (typeof property[keyword] === type) keywords[keyword] = property[keyword];
  }
  if (property['default'] !== undefined) keywords['default'] = property['default'];
  const examples = Array.isArray(property['examples']) ? property['examples'] : [property['example']];
  if (examples.some((example) => example !== undefined)) keywords['examples'] = examples;
  if (property['enum'] !== undefined) Object.assign(keywords, enumSchema(enumValues(property['enum'])));
  return keywords;
}

/** The keywords that hold for an array itself, and those that hold for each of its items. */
export function splitKeywords(keywords: JSONSchema7): { ofArray: JSONSchema7; ofItems: JSONSchema7 } {
  const entries = Object.entries(keywords);
  return {
    ofArray: Object.fromEntries(entries.filter(([keyword]) => ABOUT_THE_ARRAY.has(keyword))),
    ofItems: Object.fromEntries(entries.filter(([keyword]) => !ABOUT_THE_ARRAY.has(keyword))),
  };
}
