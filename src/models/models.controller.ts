import { Controller, Get, Inject, Param } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { type AgentDescription, AgentService } from '../agent/agent-service.js';
import { Protected } from '../auth/protected.decorator.js';
import { ModelNotFoundError } from '../openai/api-error.js';
import { ApiErrors } from '../openai/api-errors.decorator.js';
import { OpenAiRoutes } from '../openai/openai-routes.decorator.js';
import { ModelDto, ModelListDto } from './dto/model.dto.js';

/** `GET /v1/models`: the agents, as clients choose among them. */
@ApiTags('Models')
@Controller('v1/models')
@OpenAiRoutes()
@Protected()
export class ModelsController {
  constructor(@Inject(AgentService) private readonly agent: AgentService) {}

  @Get()
  @ApiOperation({ operationId: 'listModels', summary: 'List the agents' })
  @ApiOkResponse({ type: ModelListDto })
  list(): ModelListDto {
    return { object: 'list', data: this.agent.listAgents().map(toModel) };
  }

  // An id may contain slashes, as in "org/agent"; not every client escapes them.
  @Get('*id')
  @ApiOperation({ operationId: 'retrieveModel', summary: 'Describe one agent' })
  @ApiParam({ name: 'id', type: 'string', example: 'hermes-agent' })
  @ApiOkResponse({ type: ModelDto })
  @ApiErrors(404)
  retrieve(@Param('id') segments: string | string[]): ModelDto {
    const id = typeof segments === 'string' ? segments : segments.join('/');
    const agents = this.agent.listAgents();
    const agent = agents.find((candidate) => candidate.id === id);
    if (agent !== undefined) return toModel(agent);
    throw new ModelNotFoundError(id, agents);
  }
}

function toModel({ id, createdAt, description }: AgentDescription): ModelDto {
  return {
    id,
    object: 'model',
    created: createdAt,
    owned_by: 'hermes-agent-server',
    ...(description !== undefined && { description }),
  };
}
