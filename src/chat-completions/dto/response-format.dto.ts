/** A plain text answer. */
export class TextFormatDto {
  type!: 'text';
}

/** An answer that is some JSON object. */
export class JsonObjectFormatDto {
  type!: 'json_object';
}

/** A JSON Schema and its name. */
export class JsonSchemaDto {
  /** @example "recipe" */
  name!: string;
  description?: string;
  schema?: Record<string, unknown>;
  strict?: boolean | null;
}

/** An answer that fits a JSON Schema. */
export class JsonSchemaFormatDto {
  type!: 'json_schema';
  json_schema!: JsonSchemaDto;
}

/** The form of the answer. */
export type ResponseFormatDto = TextFormatDto | JsonObjectFormatDto | JsonSchemaFormatDto;
