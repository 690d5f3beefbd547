/** A function that the client can execute. */
export class FunctionDto {
  /**
   * What the function is called.
   * @example "get_weather"
   */
  name!: string;
  /** What the function does, for the model to choose by. */
  description?: string;
  /** The parameters, as a JSON Schema object. */
  parameters?: Record<string, unknown>;
  /** Whether arguments must fit the schema exactly. */
  strict?: boolean | null;
}

/** A tool that the client executes: the agent may call it, and the answer then ends with that call. */
export class ToolDto {
  /** Always `function`. */
  type!: 'function';
  /** The function. */
  function!: FunctionDto;
}

/** The name of a function. */
export class NamedFunctionDto {
  /** The name of the function. */
  name!: string;
}

/** Makes the agent call this one function. */
export class NamedToolChoiceDto {
  /** Always `function`. */
  type!: 'function';
  /** The function. */
  function!: NamedFunctionDto;
}
