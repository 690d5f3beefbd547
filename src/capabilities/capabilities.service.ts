import { Inject, Injectable, Optional } from '@nestjs/common';
import { type AgentDescription, AgentService, type ToolDescription } from '../agent/agent-service.js';
import type { McpServerStatus } from '../agent/tools/mcp/mcp-server-status.js';
import { McpServers } from '../agent/tools/mcp/mcp-servers.js';
import { Authenticator } from '../auth/authenticator.js';
import { PACKAGE_VERSION } from '../package-version.js';
import type {
  AgentCapabilitiesDto,
  CapabilitiesDto,
  McpServerDto,
  ToolCapabilityDto,
} from './dto/capabilities.dto.js';

/** Gathers what there is to tell of the agents. */
@Injectable()
export class CapabilitiesService {
  constructor(
    @Inject(AgentService) private readonly agent: AgentService,
    @Inject(Authenticator) private readonly authenticator: Authenticator,
    @Optional() @Inject(McpServers) private readonly mcpServers?: McpServers,
  ) {}

  async tell(): Promise<CapabilitiesDto> {
    const agents = this.agent.listAgents();
    return {
      object: 'hermes.api_server.capabilities',
      platform: 'hermes-agent-server',
      version: PACKAGE_VERSION,
      model: agents[0]?.id ?? '',
      auth: { type: 'bearer', required: await this.refusesStrangers() },
      agents: agents.map((agent) => this.toAgent(agent)),
      mcp_servers: (this.mcpServers?.status() ?? []).map(toMcpServer),
    };
  }

  /** Whoever decides who may call, be it the host, knows by what it does with a request that says nothing. */
  private async refusesStrangers(): Promise<boolean> {
    try {
      await this.authenticator.authenticate({});
      return false;
    } catch {
      return true;
    }
  }

  private toAgent({ id, description }: AgentDescription): AgentCapabilitiesDto {
    const { models, tools } = this.agent.equipmentOf(id);
    return {
      id,
      ...(description !== undefined && { description }),
      language_models: [...models],
      tools: tools.map(toTool),
    };
  }
}

function toTool({ name, description, mcpServer }: ToolDescription): ToolCapabilityDto {
  return { name, description, ...(mcpServer !== undefined && { mcp_server: mcpServer }) };
}

function toMcpServer({ name, transport, state, toolCount, lastError }: McpServerStatus): McpServerDto {
  return {
    name,
    transport,
    state,
    tool_count: toolCount,
    ...(lastError !== undefined && { last_error: lastError }),
  };
}
