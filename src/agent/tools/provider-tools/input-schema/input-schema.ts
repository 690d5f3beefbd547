import type { JSONSchema7 } from '@ai-sdk/provider';
import type { Type } from '@nestjs/common';
import { NoInput } from '../no-input.js';
import { describedProperties, type DescribedProperty } from './described-properties.js';
import { openApiKeywords, splitKeywords } from './openapi-keywords.js';
import { builtInSchema, isUnknown, mergeSchemas } from './type-schema.js';
import { validatorSchema } from './validator-schemas.js';

/**
 * JSON Schema of a DTO class, from what class-validator, class-transformer, `@nestjs/swagger` and the compiler have
 * recorded of it. Throws an error that names class and property when a property's type is not known.
 */
export function inputSchemaOf(inputClass: Type<object> | undefined): JSONSchema7 {
  if (inputClass === undefined || inputClass === NoInput) {
    return { type: 'object', properties: {}, additionalProperties: false };
  }
  const schemas = new ObjectSchemas(inputClass);
  const schema = schemas.schemaOf(inputClass);
  return schemas.definitions.size === 0
    ? schema
    : { ...schema, definitions: Object.fromEntries(schemas.definitions) };
}

/** Nested classes stand where they are used; one that contains itself becomes a definition. */
class ObjectSchemas {
  readonly definitions = new Map<string, JSONSchema7>();
  private readonly names = new Map<Type<object>, string>();
  private open: readonly Type<object>[] = [];

  constructor(private readonly root: Type<object>) {}

  schemaOf(type: Type<object>): JSONSchema7 {
    if (this.open.includes(type)) return this.reference(type);
    const before = this.open;
    this.open = [...before, type];
    try {
      return this.describe(type);
    } finally {
      this.open = before;
    }
  }

  private reference(type: Type<object>): JSONSchema7 {
    if (type === this.root) return { $ref: '#' };
    return { $ref: `#/definitions/${this.names.get(type) ?? this.define(type)}` };
  }

  private define(type: Type<object>): string {
    const name = this.definitions.has(type.name) ? `${type.name}${this.definitions.size}` : type.name;
    this.names.set(type, name);
    // Takes its place before its properties take theirs.
    this.definitions.set(name, {});
    this.definitions.set(name, this.describe(type));
    return name;
  }

  private describe(type: Type<object>): JSONSchema7 {
    const described = describedProperties(type);
    if (described.length === 0) {
      throw new Error(
        `${type.name} describes no property. Give its properties validators (class-validator) or @ApiProperty(); ` +
          `for a tool without arguments use ${NoInput.name}.`,
      );
    }
    const properties = described.map(
      (property) => [property.name, this.propertySchema(type, property)] as const,
    );
    const required = described.filter((property) => property.required).map(({ name }) => name);
    return {
      type: 'object',
      properties: Object.fromEntries(properties),
      ...(required.length > 0 && { required }),
      additionalProperties: false,
    };
  }

  private propertySchema(type: Type<object>, property: DescribedProperty): JSONSchema7 {
    const { openApi, initial } = property;
    const where = `${type.name}.${property.field}`;
    const ofType = this.typeSchema(property.type, where);
    const ofWhole = validatorsSchema(property, false);
    const keywords = mergeSchemas([
      openApiKeywords(openApi),
      initial === undefined ? {} : { default: initial },
    ]);
    if (!property.isArray && ofWhole.type !== 'array') {
      const schema = mergeSchemas([ofType, ofWhole, keywords]);
      if (isUnknown(schema)) throw new Error(unknownType(where));
      return openApi['nullable'] === true ? orNull(schema) : schema;
    }
    const { ofArray, ofItems } = splitKeywords(keywords);
    const documented = (openApi['items'] as JSONSchema7 | undefined) ?? {};
    const items = mergeSchemas([ofType, documented, validatorsSchema(property, true), ofItems]);
    if (isUnknown(items)) throw new Error(unknownItems(where));
    const schema = mergeSchemas([ofWhole, { type: 'array', items }, ofArray]);
    return openApi['nullable'] === true ? orNull(schema) : schema;
  }

  private typeSchema(type: unknown, where: string): JSONSchema7 {
    if (type === undefined) return {};
    const builtIn = builtInSchema(type);
    if (builtIn !== undefined) return builtIn;
    if (typeof type === 'function') return this.schemaOf(type as Type<object>);
    throw new Error(`${where} has the type ${JSON.stringify(type)}, which is no type of JSON Schema.`);
  }
}

/** What the validators of the whole property say, or those of each of its items. */
function validatorsSchema({ validators }: DescribedProperty, each: boolean): JSONSchema7 {
  const uses = validators.filter((use) => use.each === each);
  return mergeSchemas(uses.map(({ name, constraints }) => validatorSchema(name, constraints)));
}

function orNull(schema: JSONSchema7): JSONSchema7 {
  const { description, default: value, ...rest } = schema;
  return {
    anyOf: [rest, { type: 'null' }],
    ...(description !== undefined && { description }),
    ...(value !== undefined && { default: value }),
  };
}

function unknownType(where: string): string {
  return (
    `the type of ${where} is not known. Give it a validator that says its type (@IsString(), @IsInt(), ` +
    '@ValidateNested() with @Type(() => Class), …) or @ApiProperty({ type }).'
  );
}

function unknownItems(where: string): string {
  return (
    `${where} is an array of unknown items. Say what they are: @IsString({ each: true }), ` +
    '@ValidateNested({ each: true }) with @Type(() => Class), or @ApiProperty({ type: [Class] }).'
  );
}
