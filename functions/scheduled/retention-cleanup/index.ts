import { readSettings } from '../../../lib/runtime/settings.ts';
import { createTelemetry } from '../../../lib/runtime/telemetry.ts';
import { openDatabase } from '../../../lib/store/client.ts';
import { planStore } from '../../../lib/store/plan-store.ts';
import { retentionStore } from '../../../lib/store/retention-store.ts';
import { scenarioStore } from '../../../lib/store/scenario-store.ts';
import { now } from '../../now.ts';
import { createHandler } from './handler.ts';

const settings = readSettings();
const db = openDatabase(settings.tables);

export const handler = createHandler({
  runtime: { telemetry: createTelemetry('retention-cleanup') },
  store: retentionStore(db),
  scenarios: scenarioStore(db),
  plans: planStore(db),
  config: settings.config,
  now,
});
