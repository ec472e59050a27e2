import { storedPassages } from '../../../lib/reconcile/passages.ts';
import { readSettings } from '../../../lib/runtime/settings.ts';
import { createTelemetry } from '../../../lib/runtime/telemetry.ts';
import { openDatabase } from '../../../lib/store/client.ts';
import { planStore } from '../../../lib/store/plan-store.ts';
import { scenarioStore } from '../../../lib/store/scenario-store.ts';
import { sessionStore } from '../../../lib/store/session-store.ts';
import { now } from '../../now.ts';
import { createHandler } from './handler.ts';

const settings = readSettings();
const db = openDatabase(settings.tables);
const scenarios = scenarioStore(db);

export const handler = createHandler({
  runtime: { telemetry: createTelemetry('reconcile') },
  sessions: sessionStore(db),
  scenarios,
  passages: storedPassages(scenarios, planStore(db)),
  config: settings.config,
  now,
});
