import { type HttpLambda, type HttpRuntime, httpHandler, ok } from '../../../lib/runtime/http-handler.ts';
import type { ProfileField } from '../../../lib/session/model.ts';
import type { SessionStore } from '../../../lib/session/record.ts';

/** Stores what is known about a customer. */
export function createHandler(deps: {
  readonly runtime: HttpRuntime;
  readonly sessions: Pick<SessionStore, 'putProfileField'>;
  readonly now: () => Date;
}): HttpLambda {
  return httpHandler(deps.runtime, {
    'PUT /profiles/{customer_id}/fields/{name}': async ({ tenantId, params, body }) => {
      const field: ProfileField = {
        value: body.value,
        source: body.source ?? 'engine',
        confidence: body.confidence ?? 1,
        needs_confirmation: body.needs_confirmation ?? false,
        provenance: {},
        updated_at: deps.now().toISOString(),
        ...(body.expires_at !== undefined && { expires_at: body.expires_at }),
      };
      await deps.sessions.putProfileField(tenantId, params.customer_id, params.name, field);
      return ok(field);
    },
  });
}
