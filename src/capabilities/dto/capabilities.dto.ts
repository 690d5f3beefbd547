import { ApiProperty } from '@nestjs/swagger';

/** How callers tell who they are. */
export class AuthCapabilitiesDto {
  /** A key in the header `Authorization: Bearer …`. */
  type!: 'bearer';
  /** Whether a request without a key is refused. */
  required!: boolean;
}

/** Something that an agent does by itself while it works on an answer. */
export class ToolCapabilityDto {
  /**
   * What the model calls it.
   * @example "current_time"
   */
  name!: string;
  /** What it does, as the model is told. */
  description!: string;
  /** The MCP server that it runs on, where it runs on one. */
  mcp_server?: string;
}

/** One agent, and what it works with. */
export class AgentCapabilitiesDto {
  /**
   * What to send as `model`.
   * @example "hermes-agent"
   */
  id!: string;
  /** What the agent is for. */
  description?: string;
  /** The language models behind it, the first asked first. */
  language_models!: string[];
  /** The tools that it can use now. */
  tools!: ToolCapabilityDto[];
}

/** How one MCP server is doing. */
export class McpServerDto {
  /** Its name in the configuration. */
  name!: string;
  /** How it is spoken to. */
  @ApiProperty({ enum: ['stdio', 'http'] })
  transport!: 'stdio' | 'http';
  /** Servers that failed are tried again, ever less often. */
  @ApiProperty({ enum: ['connecting', 'connected', 'failed'] })
  state!: 'connecting' | 'connected' | 'failed';
  /** How many of its tools can be called now. */
  @ApiProperty({ type: 'integer' })
  tool_count!: number;
  /** Why it is not connected. */
  last_error?: string;
}

/** What the server is, and what its agents can do. */
export class CapabilitiesDto {
  /** Which kind of object this is. */
  object!: 'hermes.api_server.capabilities';
  /** Which server this is. */
  platform!: 'hermes-agent-server';
  /**
   * The version of the server.
   * @example "0.1.0"
   */
  version!: string;
  /** The agent that answers requests without a `model`. */
  model!: string;
  /** How callers tell who they are. */
  auth!: AuthCapabilitiesDto;
  /** The agents, the default one first. */
  agents!: AgentCapabilitiesDto[];
  /** The MCP servers of the configuration. */
  mcp_servers!: McpServerDto[];
}
