import { ApiExtraModels, ApiPropertyOptional, getSchemaPath } from '@nestjs/swagger';
import { VERBOSITIES } from '../../openai/dto/model-settings.js';

/** A plain text answer. */
export class PlainTextFormatDto {
  /** Which form it is. */
  type!: 'text';
}

/** An answer that is some JSON object. */
export class AnyJsonFormatDto {
  /** Which form it is. */
  type!: 'json_object';
}

/** An answer that fits a JSON Schema. */
export class SchemaFormatDto {
  /** Which form it is. */
  type!: 'json_schema';
  /**
   * What the schema is called.
   * @example "recipe"
   */
  name!: string;
  /** What the answer is for. */
  description?: string | null;
  /** The JSON Schema. */
  @ApiPropertyOptional({ type: 'object', additionalProperties: true })
  schema?: Record<string, unknown>;
  /** Whether the answer must fit exactly. */
  strict?: boolean | null;
}

/** The form of the answer, and its length. */
@ApiExtraModels(PlainTextFormatDto, AnyJsonFormatDto, SchemaFormatDto)
export class TextSettingsDto {
  /** The form of the answer. Default: text. */
  @ApiPropertyOptional({
    nullable: true,
    oneOf: [PlainTextFormatDto, AnyJsonFormatDto, SchemaFormatDto].map((format) => ({
      $ref: getSchemaPath(format),
    })),
  })
  format?: PlainTextFormatDto | AnyJsonFormatDto | SchemaFormatDto | null;
  /** How long-winded the answer is to be. */
  @ApiPropertyOptional({ nullable: true, enum: VERBOSITIES })
  verbosity?: (typeof VERBOSITIES)[number] | null;
}
