/** A plain text answer. */
export class TextFormatDto {
  /** Which form it is. */
  type!: 'text';
}

/** An answer that is some JSON object. */
export class JsonObjectFormatDto {
  /** Which form it is. */
  type!: 'json_object';
}

/** A JSON Schema and its name. */
export class JsonSchemaDto {
  /**
   * What the schema is called.
   * @example "recipe"
   */
  name!: string;
  /** What the answer is for. */
  description?: string;
  /** The JSON Schema. */
  schema?: Record<string, unknown>;
  /** Whether the answer must fit exactly. */
  strict?: boolean | null;
}

/** An answer that fits a JSON Schema. */
export class JsonSchemaFormatDto {
  /** Which form it is. */
  type!: 'json_schema';
  /** The schema and its name. */
  json_schema!: JsonSchemaDto;
}

/** The form of the answer. */
export type ResponseFormatDto = TextFormatDto | JsonObjectFormatDto | JsonSchemaFormatDto;
