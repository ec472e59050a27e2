import { createAuthenticate } from '../lib/runtime/authenticate.ts';
import type { HttpRuntime } from '../lib/runtime/http-handler.ts';
import { readSettings, type Settings } from '../lib/runtime/settings.ts';
import { createTelemetry } from '../lib/runtime/telemetry.ts';
import { FUNCTIONS } from './catalog.ts';

/** What an HTTP Lambda is built from, once per cold start. */
export function composeHttp(name: string): { readonly runtime: HttpRuntime; readonly settings: Settings } {
  const settings = readSettings();
  const routes = FUNCTIONS.find((spec) => spec.name === name)?.routes ?? [];
  return {
    settings,
    runtime: {
      routes,
      telemetry: createTelemetry(name),
      authenticate: createAuthenticate(settings.jwt),
    },
  };
}
