import { createHmac } from 'node:crypto';
import type { BackgroundTask } from './background-tasks.ts';

/** How a connection is set up to say who asks, and in which chat. */
export interface IdentityOptions {
  /** `ENABLE_FORWARD_USER_INFO_HEADERS`. */
  readonly forwardsUser?: boolean;
  /** `FORWARD_USER_INFO_HEADER_JWT_SECRET`: the user goes as a signed token. */
  readonly jwtSecret?: string;
  /** Whether the connection has the header templates for chat, messages and task. */
  readonly templates?: boolean;
}

/** Somebody who is signed in to Open WebUI. */
export interface OpenWebUiUser {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly role: 'admin' | 'user';
}

/** What a request belongs to. */
export interface RequestPlace {
  readonly chatId: string;
  readonly messageId: string;
  readonly userMessageId: string;
  readonly task?: BackgroundTask;
}

/** The headers by which Open WebUI tells of a request's user and chat. */
export function identityHeaders(
  options: IdentityOptions,
  user: OpenWebUiUser,
  place: RequestPlace,
): Record<string, string> {
  return {
    ...(options.forwardsUser && { ...userHeaders(options, user), 'X-OpenWebUI-Chat-Id': place.chatId }),
    ...(options.templates && {
      'X-OpenWebUI-Chat-Id': place.chatId,
      'X-OpenWebUI-Message-Id': place.messageId,
      'X-OpenWebUI-User-Message-Id': place.userMessageId,
      // A template that is unknown where it is used becomes an empty header.
      'X-OpenWebUI-User-Message-Parent-Id': '',
      'X-OpenWebUI-Task': place.task ?? '',
    }),
  };
}

function userHeaders({ jwtSecret }: IdentityOptions, user: OpenWebUiUser): Record<string, string> {
  if (jwtSecret !== undefined) return { 'X-OpenWebUI-User-Jwt': signedUser(jwtSecret, user) };
  return {
    'X-OpenWebUI-User-Name': encodeURIComponent(user.name).replaceAll('%20', ' '),
    'X-OpenWebUI-User-Id': user.id,
    'X-OpenWebUI-User-Email': user.email,
    'X-OpenWebUI-User-Role': user.role,
  };
}

function signedUser(secret: string, { id, email, name, role }: OpenWebUiUser): string {
  const iat = Math.floor(Date.now() / 1000);
  const claims = { sub: id, email, name, role, iss: 'open-webui', iat, exp: iat + 300 };
  const [head, body] = [{ alg: 'HS256', typ: 'JWT' }, claims].map((part) =>
    Buffer.from(JSON.stringify(part)).toString('base64url'),
  );
  const signature = createHmac('sha256', secret).update(`${head}.${body}`).digest('base64url');
  return `${head}.${body}.${signature}`;
}
