import { Module } from '@nestjs/common';
import { HomeController } from './home.controller.js';
import { ConfigurableHomeModule } from './home.module-definition.js';
import { PageFiles } from './page-files.js';

/**
 * A page at `/` with its assets under `/home`: what the server is, how to connect a front end, and a chat. It talks to
 * the routes of `HealthModule`, `ModelsModule`, `CapabilitiesModule` and `ResponsesModule`.
 *
 * @publicApi
 */
@Module({ controllers: [HomeController], providers: [PageFiles] })
export class HomeModule extends ConfigurableHomeModule {}
