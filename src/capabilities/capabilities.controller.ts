import { Controller, Get, Header, Inject } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Protected } from '../auth/protected.decorator.js';
import { OpenAiRoutes } from '../openai/openai-routes.decorator.js';
import { CapabilitiesService } from './capabilities.service.js';
import { CapabilitiesDto } from './dto/capabilities.dto.js';

/** `GET /v1/capabilities`: what the agents work with. */
@ApiTags('Models')
@Controller('v1/capabilities')
@OpenAiRoutes()
@Protected()
export class CapabilitiesController {
  constructor(@Inject(CapabilitiesService) private readonly capabilities: CapabilitiesService) {}

  @Get()
  @Header('Cache-Control', 'no-store')
  @ApiOperation({
    operationId: 'getCapabilities',
    summary: 'See what the agents work with: models, tools, MCP servers',
  })
  @ApiOkResponse({ type: CapabilitiesDto })
  tell(): Promise<CapabilitiesDto> {
    return this.capabilities.tell();
  }
}
