import type { IncomingHttpHeaders } from 'node:http';
import { Injectable } from '@nestjs/common';
import { AuthenticationError, Authenticator, type Caller } from 'hermes-agent-server';

const TEAMS: readonly unknown[] = ['blue', 'green'];

/** Believes the header that the gateway in front of this host sets, and takes away from everybody else. */
@Injectable()
export class TeamAuthenticator extends Authenticator {
  authenticate({ 'x-team': team }: IncomingHttpHeaders): Caller {
    if (typeof team === 'string' && TEAMS.includes(team)) return { owner: team };
    throw new AuthenticationError('Name your team in the header "x-team": blue or green.');
  }
}
