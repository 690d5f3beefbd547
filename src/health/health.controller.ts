import { Controller, Get, Header } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { OpenAiRoutes } from '../openai/openai-routes.decorator.js';
import { PACKAGE_VERSION } from '../package-version.js';
import { HealthDto } from './dto/health.dto.js';

/** `GET /health`, and `/v1/health` for clients that know only a base URL: whether the server answers. Needs no key. */
@ApiTags('Health')
@Controller(['health', 'v1/health'])
@OpenAiRoutes()
export class HealthController {
  @Get()
  @Header('Cache-Control', 'no-store')
  @ApiOperation({ summary: 'See whether the server answers' })
  @ApiOkResponse({ type: HealthDto })
  check(): HealthDto {
    return { status: 'ok', platform: 'hermes-agent-server', version: PACKAGE_VERSION };
  }
}
