import { Module } from '@nestjs/common';
import { HealthController } from './health.controller.js';

/**
 * `GET /health` and `GET /v1/health`.
 *
 * @publicApi
 */
@Module({ controllers: [HealthController] })
export class HealthModule {}
