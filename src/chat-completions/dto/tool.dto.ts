/** A function that the client can execute. */
export class FunctionDto {
  /** @example "get_weather" */
  name!: string;
  description?: string;
  /** The parameters, as a JSON Schema object. */
  parameters?: Record<string, unknown>;
  /** Whether arguments must fit the schema exactly. */
  strict?: boolean | null;
}

/** A tool that the client executes: the agent may call it, and the answer then ends with that call. */
export class ToolDto {
  type!: 'function';
  function!: FunctionDto;
}

/** The name of a function. */
export class NamedFunctionDto {
  name!: string;
}

/** Makes the agent call this one function. */
export class NamedToolChoiceDto {
  type!: 'function';
  function!: NamedFunctionDto;
}
