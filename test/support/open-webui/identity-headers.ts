import { claimsOf, userToken } from '../user-token.ts';
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
  if (jwtSecret !== undefined) {
    const { id, ...person } = user;
    return { 'X-OpenWebUI-User-Jwt': userToken({ ...claimsOf(id), ...person }, jwtSecret) };
  }
  return {
    'X-OpenWebUI-User-Name': encodeURIComponent(user.name).replaceAll('%20', ' '),
    'X-OpenWebUI-User-Id': user.id,
    'X-OpenWebUI-User-Email': user.email,
    'X-OpenWebUI-User-Role': user.role,
  };
}
