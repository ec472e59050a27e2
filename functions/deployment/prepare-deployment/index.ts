import { readSettings } from '../../../lib/runtime/settings.ts';
import { createTelemetry } from '../../../lib/runtime/telemetry.ts';
import { storedGraphs } from '../../../lib/scenario/graphs.ts';
import { openDatabase } from '../../../lib/store/client.ts';
import { planStore } from '../../../lib/store/plan-store.ts';
import { scenarioStore } from '../../../lib/store/scenario-store.ts';
import { createHandler } from './handler.ts';

const settings = readSettings();
const db = openDatabase(settings.tables);
const scenarios = scenarioStore(db);

export const handler = createHandler({
  runtime: { telemetry: createTelemetry('prepare-deployment') },
  plans: planStore(db),
  scenarios,
  graphs: storedGraphs(scenarios),
  config: settings.config,
});
