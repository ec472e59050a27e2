/** In a Lambda's thread: its requests to AWS's services are held against what its role allows, before they are sent. */
import { subscribe } from 'node:diagnostics_channel';
import { ClientRequest } from 'node:http';
import type { Permission, Permissions } from './permission.ts';
import { requiredPermissions } from './required-permissions.ts';

/** As the services answer. */
class AccessDeniedException extends Error {
  override readonly name = 'AccessDeniedException';

  constructor(user: string, { action, resource }: Permission) {
    super(
      `User: ${user} is not authorized to perform: ${action} on resource: ${resource} ` +
        `because no identity-based policy allows the ${action} action`,
    );
  }
}

/**
 * Refuses from now on every request to a service that the role does not allow, whichever SDK sends it. The answer is
 * found in the thread that asks, by what a request says of itself, so that it costs some microseconds.
 * @param user who asks, for the error
 */
export function guardRequests(user: string, permissions: Permissions): void {
  const denied = (target: string, body: unknown): Error | undefined => {
    try {
      const missing = requiredPermissions(target, String(body)).find((each) => !permissions.allows(each));
      return missing && new AccessDeniedException(user, missing);
    } catch (error) {
      return error instanceof Error ? error : new Error(String(error));
    }
  };
  subscribe('http.client.request.created', (message) => {
    const request = requestIn(message);
    const target = request?.getHeader('x-amz-target');
    if (request === undefined || typeof target !== 'string') return;
    request.end = new Proxy(request.end, {
      // The SDK gives the whole body here.
      apply(end, self, args: unknown[]) {
        const error = denied(target, args[0]);
        return error ? request.destroy(error) : Reflect.apply(end, self, args);
      },
    });
  });
}

const requestIn = (message: unknown): ClientRequest | undefined =>
  typeof message === 'object' &&
  message !== null &&
  'request' in message &&
  message.request instanceof ClientRequest
    ? message.request
    : undefined;
