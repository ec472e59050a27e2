import { auditStore } from '../../../lib/store/audit-store.ts';
import { openDatabase } from '../../../lib/store/client.ts';
import { planStore } from '../../../lib/store/plan-store.ts';
import { scenarioStore } from '../../../lib/store/scenario-store.ts';
import { sessionStore } from '../../../lib/store/session-store.ts';
import { composeHttp } from '../../compose.ts';
import { now } from '../../now.ts';
import { createHandler } from './handler.ts';

const { runtime, settings } = composeHttp('list-events');
const db = openDatabase(settings.tables);

export const handler = createHandler({
  runtime,
  plans: planStore(db),
  scenarios: scenarioStore(db),
  sessions: sessionStore(db),
  audit: auditStore(db, now),
  now,
});
