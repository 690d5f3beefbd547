import { Module } from '@nestjs/common';
import { Authenticator } from 'hermes-agent-server';
import { TeamAuthenticator } from './team.authenticator.js';

@Module({
  providers: [{ provide: Authenticator, useClass: TeamAuthenticator }],
  exports: [Authenticator],
})
export class TeamsModule {}
