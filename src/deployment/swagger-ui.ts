import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, SwaggerModule } from '@nestjs/swagger';
import { BEARER_KEY } from '../auth/protected.decorator.js';
import { PACKAGE_VERSION } from '../package-version.js';

/** Where Swagger UI is; its document is at `/docs-json`. */
export const SWAGGER_UI_PATH = 'docs';

/** Serves Swagger UI and the OpenAPI document, which is put together when it is first asked for. */
export function serveSwaggerUi(app: INestApplication): void {
  const config = new DocumentBuilder()
    .setTitle('hermes-agent-server')
    .setDescription('An agent behind an OpenAI-compatible HTTP API.')
    .setVersion(PACKAGE_VERSION)
    .setLicense('MIT', '')
    .addBearerAuth(
      {
        type: 'http',
        scheme: 'bearer',
        bearerFormat: 'API key',
        description: 'The value of API_SERVER_KEY, if one is set.',
      },
      BEARER_KEY,
    )
    .build();
  SwaggerModule.setup(SWAGGER_UI_PATH, app, () => SwaggerModule.createDocument(app, config), {
    jsonDocumentUrl: `${SWAGGER_UI_PATH}-json`,
    customSiteTitle: 'hermes-agent-server',
    swaggerOptions: { persistAuthorization: true, displayRequestDuration: true, tryItOutEnabled: true },
  });
}
