import { Injectable, Module } from '@nestjs/common';

/** Stands for whatever the host reads its settings with. */
@Injectable()
export class Settings {
  readonly heartbeatMs = Number(process.env['HEARTBEAT_MS'] ?? 10_000);
}

@Module({ providers: [Settings], exports: [Settings] })
export class SettingsModule {}
