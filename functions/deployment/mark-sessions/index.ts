import { keptPolicies } from '../../../lib/deployment/policies.ts';
import { readSettings } from '../../../lib/runtime/settings.ts';
import { createTelemetry } from '../../../lib/runtime/telemetry.ts';
import { storedGraphs } from '../../../lib/scenario/graphs.ts';
import { openDatabase } from '../../../lib/store/client.ts';
import { markingStore } from '../../../lib/store/marking-store.ts';
import { planStore } from '../../../lib/store/plan-store.ts';
import { scenarioStore } from '../../../lib/store/scenario-store.ts';
import { sessionStore } from '../../../lib/store/session-store.ts';
import { stepIndex } from '../../../lib/store/step-index.ts';
import { now } from '../../now.ts';
import { createHandler } from './handler.ts';

const settings = readSettings();
const db = openDatabase(settings.tables);
const plans = planStore(db);

export const handler = createHandler({
  runtime: { telemetry: createTelemetry('mark-sessions') },
  plans,
  policies: keptPolicies(plans),
  graphs: storedGraphs(scenarioStore(db)),
  marking: markingStore(db),
  index: stepIndex(db),
  sessions: sessionStore(db),
  now,
});
