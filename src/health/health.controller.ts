import { Controller, Get, Header } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { OpenAiRoutes } from '../openai/openai-routes.decorator.js';
import { PACKAGE_VERSION } from '../package-version.js';
import { HealthDto } from './dto/health.dto.js';

/** `GET /health`, and `/v1/health` for clients that know only a base URL: whether the server answers. Needs no key. */
@ApiTags('Health')
@Controller()
@OpenAiRoutes()
export class HealthController {
  @Get('health')
  @Header('Cache-Control', 'no-store')
  @ApiOperation({ operationId: 'getHealth', summary: 'See whether the server answers' })
  @ApiOkResponse({ type: HealthDto })
  check(): HealthDto {
    return { status: 'ok', platform: 'hermes-agent-server', version: PACKAGE_VERSION };
  }

  @Get('v1/health')
  @Header('Cache-Control', 'no-store')
  @ApiOperation({
    operationId: 'getHealthUnderBaseUrl',
    summary: 'The same, for clients that know only the base URL',
  })
  @ApiOkResponse({ type: HealthDto })
  checkUnderBaseUrl(): HealthDto {
    return this.check();
  }
}
