import { type HttpLambda, type HttpRuntime, httpHandler, ok } from '../../../lib/runtime/http-handler.ts';
import type { ProfileField } from '../../../lib/session/model.ts';
import { isExpired } from '../../../lib/session/profile-field.ts';
import type { SessionStore } from '../../../lib/session/record.ts';

/** Stores and shows what is known about customers; what has expired is known no more. */
export function createHandler(deps: {
  readonly runtime: HttpRuntime;
  readonly sessions: Pick<SessionStore, 'profile' | 'putProfileField'>;
  readonly now: () => Date;
}): HttpLambda {
  const { runtime, sessions, now } = deps;
  return httpHandler(runtime, {
    'PUT /profiles/{customer_id}/fields/{name}': async ({ tenantId, params, body }) => {
      const field: ProfileField = {
        value: body.value,
        source: body.source ?? 'engine',
        confidence: body.confidence ?? 1,
        needs_confirmation: body.needs_confirmation ?? false,
        provenance: {},
        updated_at: now().toISOString(),
        ...(body.expires_at !== undefined && { expires_at: body.expires_at }),
      };
      await sessions.putProfileField(tenantId, params.customer_id, params.name, field);
      return ok(field);
    },

    'GET /profiles/{customer_id}': async ({ tenantId, params: { customer_id: customerId } }) => {
      const at = now();
      const known = Object.entries(await sessions.profile(tenantId, customerId));
      const fields = Object.fromEntries(known.filter(([, field]) => !isExpired(field, at)));
      return ok({ tenant_id: tenantId, customer_id: customerId, fields });
    },
  });
}
