import 'reflect-metadata';
import { createRequire } from 'node:module';
import type { Type } from '@nestjs/common';
import { getMetadataStorage, ValidationTypes } from 'class-validator';
import { type OpenApiProperty, openApiPropertiesOf } from './openapi-properties.js';

/** One property of a DTO class, as far as anything has been recorded of it. */
export interface DescribedProperty {
  /** In JSON. */
  readonly name: string;
  /** In the class. */
  readonly field: string;
  /** A constructor or the name of a JSON type; of the items, in an array. Undefined where nothing is recorded. */
  readonly type: unknown;
  readonly isArray: boolean;
  readonly required: boolean;
  readonly validators: readonly ValidatorUse[];
  readonly openApi: OpenApiProperty;
  /** What it is when nothing is sent. */
  readonly initial: string | number | boolean | undefined;
}

/** A validator on a property. */
interface ValidatorUse {
  readonly type: string;
  readonly name: string | undefined;
  readonly constraints: readonly unknown[];
  /** Whether it holds for each item rather than for the whole. */
  readonly each: boolean;
}

/** What class-transformer knows; its package does not export it, but its users have relied on this path for years. */
interface TransformerStorage {
  findTypeMetadata(target: object, property: string): { readonly typeFunction: () => unknown } | undefined;
  findTransformMetadatas(target: object, property: string, phase: number): readonly unknown[];
  findExposeMetadata(
    target: object,
    property: string,
  ): { readonly options: { readonly name?: string } } | undefined;
}

const PLAIN_TO_CLASS = 0;

/** The properties of `type` and its ancestors. Throws an error for a field of which nothing is recorded. */
export function describedProperties(type: Type<object>): DescribedProperty[] {
  const openApi = openApiPropertiesOf(type);
  const validators = validatorsOf(type);
  const initialValues = initialValuesOf(type);
  const fields = new Set([...openApi.keys(), ...validators.keys()]);
  for (const field of Object.keys(initialValues)) {
    if (fields.has(field)) continue;
    throw new Error(
      `nothing is known of ${type.name}.${field}. Give it a validator (class-validator) or @ApiProperty().`,
    );
  }
  return [...fields].map((field) =>
    describeProperty(
      type,
      field,
      validators.get(field) ?? [],
      openApi.get(field) ?? {},
      initialValues[field],
    ),
  );
}

function describeProperty(
  type: Type<object>,
  field: string,
  validators: readonly ValidatorUse[],
  openApi: OpenApiProperty,
  initial: unknown,
): DescribedProperty {
  const designed = Reflect.getMetadata('design:type', type.prototype as object, field) as unknown;
  const transformer = transformerStorage();
  const transformed = transformer.findTypeMetadata(type, field)?.typeFunction();
  if (validators.some(({ name }) => name === 'isDate') && transformed === undefined) {
    const isMade = transformer.findTransformMetadatas(type, field, PLAIN_TO_CLASS).length > 0;
    if (!isMade)
      throw new Error(`${type.name}.${field} is a Date, which JSON has not: add @Type(() => Date).`);
  }
  const [documented, isDocumentedArray] = documentedType(openApi);
  const isNested = validators.some((use) => use.type === ValidationTypes.NESTED_VALIDATION);
  const types = isNested ? [transformed, documented, designed] : [documented, transformed, designed];
  return {
    name: transformer.findExposeMetadata(type, field)?.options.name ?? field,
    field,
    type: types.find((candidate) => candidate !== undefined && candidate !== Object && candidate !== Array),
    isArray: isDocumentedArray || designed === Array || validators.some(({ each }) => each),
    required: initial === undefined && isRequired(validators, openApi),
    validators,
    openApi,
    initial: isPrimitive(initial) ? initial : undefined,
  };
}

function validatorsOf(type: Type<object>): ReadonlyMap<string, readonly ValidatorUse[]> {
  const metadata = getMetadataStorage().getTargetValidationMetadatas(type, '', false, false);
  return Map.groupBy(
    metadata.map(({ propertyName, type: kind, name, constraints, each }) => ({
      field: propertyName,
      type: kind,
      name,
      constraints: (constraints as readonly unknown[] | undefined) ?? [],
      each,
    })),
    ({ field }) => field,
  );
}

/** Validation has the last word on what may be left out; documentation counts where nothing is validated. */
function isRequired(validators: readonly ValidatorUse[], openApi: OpenApiProperty): boolean {
  if (validators.some(({ type }) => type === ValidationTypes.CONDITIONAL_VALIDATION)) return false;
  return validators.some(({ type }) => type !== ValidationTypes.WHITELIST) || openApi['required'] !== false;
}

/** The type that OpenAPI's metadata names, and whether the property is an array of it. */
function documentedType({ type, isArray }: OpenApiProperty): readonly [unknown, boolean] {
  // Classes may be named before they are defined: `() => Class`, `() => [Class]`.
  const isLazy = typeof type === 'function' && (type.prototype as unknown) === undefined;
  const named = isLazy ? (type as () => unknown)() : type;
  if (Array.isArray(named)) return [named[0], true];
  return named === 'array' ? [undefined, true] : [named, isArray === true];
}

/** What the class itself sets, with which fields a build leaves out or sets to undefined being no different. */
function initialValuesOf(type: Type<object>): Readonly<Record<string, unknown>> {
  try {
    return { ...new type() };
  } catch {
    return {};
  }
}

function isPrimitive(value: unknown): value is string | number | boolean {
  return ['string', 'number', 'boolean'].includes(typeof value);
}

const require = createRequire(import.meta.url);

function transformerStorage(): TransformerStorage {
  const { defaultMetadataStorage } = require('class-transformer/cjs/storage.js') as {
    defaultMetadataStorage: TransformerStorage;
  };
  return defaultMetadataStorage;
}
