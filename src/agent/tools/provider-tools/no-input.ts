/**
 * The input of a tool that takes no arguments but wants its context: `method(_: NoInput, context: ToolContext)`.
 *
 * @publicApi
 */
export class NoInput {}
