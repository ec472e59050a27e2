import { storedGraphs } from '../../../lib/scenario/graphs.ts';
import { openDatabase } from '../../../lib/store/client.ts';
import { scenarioStore } from '../../../lib/store/scenario-store.ts';
import { sessionStore } from '../../../lib/store/session-store.ts';
import { composeHttp } from '../../compose.ts';
import { now } from '../../now.ts';
import { createHandler } from './handler.ts';

const { runtime, settings } = composeHttp('record-visit');
const db = openDatabase(settings.tables);

export const handler = createHandler({
  runtime,
  sessions: sessionStore(db),
  graphs: storedGraphs(scenarioStore(db)),
  config: settings.config,
  now,
});
