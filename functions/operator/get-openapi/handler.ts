import { buildOpenApi } from '../../../lib/api/openapi.ts';
import { type HttpLambda, type HttpRuntime, httpHandler, ok } from '../../../lib/runtime/http-handler.ts';
import type { FunctionSpec } from '../../catalog.ts';

/** Serves the description of this API. */
export function createHandler(deps: {
  readonly runtime: HttpRuntime;
  readonly routes: FunctionSpec['routes'];
}): HttpLambda {
  const document = buildOpenApi(deps.routes);
  return httpHandler(deps.runtime, {
    'GET /openapi.json': async () => ok({ ...document, openapi: document.openapi }),
  });
}
