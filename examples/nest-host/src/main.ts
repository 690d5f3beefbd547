import { ValidationPipe } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { DocumentBuilder, SwaggerModule } from '@nestjs/swagger';
import { AppModule } from './app.module.js';

const app = await NestFactory.create<NestExpressApplication>(AppModule, { bodyParser: false });
// Conversations with images are larger than the 100 kB that Express takes by default.
app.useBodyParser('json', { limit: '32mb' });
app.setGlobalPrefix('ai');
app.useGlobalPipes(new ValidationPipe({ whitelist: true }));
app.enableShutdownHooks();
const document = new DocumentBuilder().setTitle('Orders').addBearerAuth(undefined, 'api-key').build();
SwaggerModule.setup('docs', app, () => SwaggerModule.createDocument(app, document));
await app.listen(Number(process.env['PORT'] ?? 3000), '127.0.0.1');
