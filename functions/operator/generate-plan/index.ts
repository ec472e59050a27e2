import { storedGraphs } from '../../../lib/scenario/graphs.ts';
import { openDatabase } from '../../../lib/store/client.ts';
import { planStore } from '../../../lib/store/plan-store.ts';
import { scenarioStore } from '../../../lib/store/scenario-store.ts';
import { stepIndex } from '../../../lib/store/step-index.ts';
import { composeHttp } from '../../compose.ts';
import { now } from '../../now.ts';
import { createHandler } from './handler.ts';

const { runtime, settings } = composeHttp('generate-plan');
const db = openDatabase(settings.tables);
const scenarios = scenarioStore(db);

export const handler = createHandler({
  runtime,
  scenarios,
  plans: planStore(db),
  graphs: storedGraphs(scenarios),
  index: stepIndex(db),
  config: settings.config,
  now,
});
