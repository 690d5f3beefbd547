import { ApiPropertyOptional } from '@nestjs/swagger';

/** A function that the client executes: the agent may call it, and the answer then ends with that call. */
export class FunctionToolDto {
  /** Always `function`. */
  type!: 'function';
  /**
   * What the function is called.
   * @example "get_weather"
   */
  name!: string;
  /** What the function does, for the model to choose by. */
  description?: string | null;
  /** The parameters, as a JSON Schema object. */
  @ApiPropertyOptional({ nullable: true, type: 'object', additionalProperties: true })
  parameters?: Record<string, unknown> | null;
  /** Whether arguments must fit the schema exactly. */
  strict?: boolean | null;
}

/** Makes the agent call this one function. */
export class FunctionToolChoiceDto {
  /** Always `function`. */
  type!: 'function';
  /** The name of the function. */
  name!: string;
}

/** Leaves the agent only some of the client's functions. */
export class AllowedToolsDto {
  /** Always `allowed_tools`. */
  type!: 'allowed_tools';
  /** Whether one of them must be called. */
  mode!: 'auto' | 'required';
  /** The functions. */
  tools!: FunctionToolChoiceDto[];
}

/** Which tools the agent may or must call. */
export type ToolChoiceDto = 'none' | 'auto' | 'required' | FunctionToolChoiceDto | AllowedToolsDto;
