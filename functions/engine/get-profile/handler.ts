import { type HttpLambda, type HttpRuntime, httpHandler, ok } from '../../../lib/runtime/http-handler.ts';
import { isExpired } from '../../../lib/session/profile-field.ts';
import type { SessionStore } from '../../../lib/session/record.ts';

/** Shows what is known about a customer; what has expired is known no more. */
export function createHandler(deps: {
  readonly runtime: HttpRuntime;
  readonly sessions: Pick<SessionStore, 'profile'>;
  readonly now: () => Date;
}): HttpLambda {
  const { runtime, sessions, now } = deps;
  return httpHandler(runtime, {
    'GET /profiles/{customer_id}': async ({ tenantId, params: { customer_id: customerId } }) => {
      const at = now();
      const known = Object.entries(await sessions.profile(tenantId, customerId));
      const fields = Object.fromEntries(known.filter(([, field]) => !isExpired(field, at)));
      return ok({ tenant_id: tenantId, customer_id: customerId, fields });
    },
  });
}
