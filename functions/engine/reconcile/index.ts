import { configuredUnderstanding } from '../../../lib/gap-fill/extraction/configured.ts';
import { storedPassages } from '../../../lib/reconcile/passages.ts';
import { reportProviderCall } from '../../../lib/runtime/provider-call-report.ts';
import { readSettings } from '../../../lib/runtime/settings.ts';
import { createTelemetry } from '../../../lib/runtime/telemetry.ts';
import { openDatabase } from '../../../lib/store/client.ts';
import { planTables } from '../../../lib/store/plan-tables.ts';
import { scenarioStore } from '../../../lib/store/scenario-store.ts';
import { sessionStore } from '../../../lib/store/session-store.ts';
import { now } from '../../now.ts';
import { createHandler } from './handler.ts';

const settings = readSettings();
const db = openDatabase(settings.tables);
const scenarios = scenarioStore(db);
const telemetry = createTelemetry('reconcile');

export const handler = createHandler({
  runtime: { telemetry },
  sessions: sessionStore(db),
  scenarios,
  passages: storedPassages(scenarios, planTables(db)),
  understanding: configuredUnderstanding(settings.config.gap_fill, (call) =>
    reportProviderCall(telemetry, call),
  ),
  config: settings.config,
  now,
});
