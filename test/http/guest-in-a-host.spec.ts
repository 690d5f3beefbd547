import { afterEach, describe, expect, it } from '@jest/globals';
import {
  type ArgumentsHost,
  type CallHandler,
  Catch,
  type ExceptionFilter,
  type ExecutionContext,
  type NestInterceptor,
  ValidationPipe,
} from '@nestjs/common';
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { Response as ExpressResponse } from 'express';
import { map, type Observable } from 'rxjs';
import { AgentError } from '../../src/index.js';
import { ScriptedAgentService } from '../../src/testing/index.js';
import { completionOf, dataOf, errorOf, textOf } from './support/answers.js';
import { askAt, type HostApp, startHost } from './support/host-app.js';

/** Answers every error in a shape of the host's own. */
@Catch()
class HostFilter implements ExceptionFilter {
  catch(_: unknown, host: ArgumentsHost): void {
    host.switchToHttp().getResponse<ExpressResponse>().status(418).json({ teapot: true });
  }
}

/** Wraps every answer in an envelope of the host's own. */
class EnvelopeInterceptor implements NestInterceptor {
  intercept(_: ExecutionContext, next: CallHandler): Observable<unknown> {
    return next.handle().pipe(map((data: unknown) => ({ envelope: data })));
  }
}

describe('the library in a host that has', () => {
  let host: HostApp | undefined;
  let agent: ScriptedAgentService;

  afterEach(async () => {
    await host?.close();
    host = undefined;
  });

  async function startWith(
    setUp: (app: NestExpressApplication) => void,
    keys: string[] = [],
  ): Promise<HostApp> {
    agent = new ScriptedAgentService();
    host = await startHost(agent, { setUp, keys: keys.map((key) => ({ key })) });
    return host;
  }

  describe('a global ValidationPipe that whitelists', () => {
    const setUp = (app: NestExpressApplication): void => {
      app.useGlobalPipes(
        new ValidationPipe({ whitelist: true, forbidNonWhitelisted: true, transform: true }),
      );
    };

    it('hands the fields that no DTO knows to the agent', async () => {
      const { ask } = await startWith(setUp);
      const response = await ask({
        messages: [{ role: 'user', content: [{ type: 'text', text: 'Hi', cache_control: {} }] }],
        top_k: 3,
      });
      expect(response.status).toBe(200);
      expect(agent.runs[0]?.request.modelOptions).toEqual({ top_k: 3 });
      expect(agent.runs[0]?.request.messages).toMatchObject([{ content: [{ type: 'text', text: 'Hi' }] }]);
    });

    it('tells what is wrong in its own shape, with the path', async () => {
      const { ask } = await startWith(setUp);
      const response = await ask({ messages: [{ role: 'user', content: [{ type: 'text' }] }] });
      expect(response.status).toBe(400);
      expect((await errorOf(response)).param).toBe('messages[0].content[0].text');
    });

    it('describes models', async () => {
      const { url } = await startWith(setUp);
      const response = await fetch(`${url}/v1/models/scripted-agent`);
      expect(await response.json()).toMatchObject({ id: 'scripted-agent' });
    });
  });

  describe('a global prefix', () => {
    it('answers below it', async () => {
      const { url } = await startWith((app) => app.setGlobalPrefix('api/ai'));
      expect((await fetch(`${url}/api/ai/health`)).status).toBe(200);
      expect((await fetch(`${url}/v1/models`)).status).toBe(404);
      const models = await fetch(`${url}/api/ai/v1/models/scripted-agent`);
      expect(await models.json()).toMatchObject({ id: 'scripted-agent' });
      const response = await askAt(`${url}/api/ai/v1/chat/completions`, { stream: true });
      expect(textOf(await dataOf(response))).toBe('Hello!');
    });
  });

  describe('a global exception filter', () => {
    const setUp = (app: NestExpressApplication): void => {
      app.useGlobalFilters(new HostFilter());
    };

    it('answers errors of the library in the shape that clients know', async () => {
      const { ask, url } = await startWith(setUp, ['sk-1']);
      const authorization = { authorization: 'Bearer sk-1' };
      const responses = [
        await ask(),
        await ask({ messages: [] }, { headers: authorization }),
        await ask({ model: 'nobody' }, { headers: authorization }),
        await fetch(`${url}/v1/models/nobody`, { headers: authorization }),
      ];
      expect(responses.map(({ status }) => status)).toEqual([401, 400, 404, 404]);
      for (const response of responses) expect((await errorOf(response)).type).toBe('invalid_request_error');
    });

    it('answers failures of the agent in that shape, too', async () => {
      agent = new ScriptedAgentService({
        runs: [[{ type: 'failure', error: new AgentError('model-timeout', 'Too late.') }]],
      });
      host = await startHost(agent, { setUp });
      const response = await host.ask();
      expect(response.status).toBe(504);
      expect((await errorOf(response)).code).toBe('upstream_timeout');
    });

    it("leaves errors of the host's own routes to the host", async () => {
      const { url } = await startWith(setUp);
      const response = await fetch(`${url}/nowhere`);
      expect(response.status).toBe(418);
      expect(await response.json()).toEqual({ teapot: true });
    });
  });

  it('a global interceptor that wraps answers, and keeps completions as they are', async () => {
    const { ask } = await startWith((app) => app.useGlobalInterceptors(new EnvelopeInterceptor()));
    expect((await completionOf(await ask())).object).toBe('chat.completion');
    expect(textOf(await dataOf(await ask({ stream: true })))).toBe('Hello!');
  });
});
