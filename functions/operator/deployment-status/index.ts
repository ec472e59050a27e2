import { openDatabase } from '../../../lib/store/client.ts';
import { countStore } from '../../../lib/store/count-store.ts';
import { markingStore } from '../../../lib/store/marking-store.ts';
import { planStore } from '../../../lib/store/plan-store.ts';
import { composeHttp } from '../../compose.ts';
import { now } from '../../now.ts';
import { createHandler } from './handler.ts';

const { runtime, settings } = composeHttp('deployment-status');
const db = openDatabase(settings.tables);

export const handler = createHandler({
  runtime,
  plans: planStore(db),
  marking: markingStore(db),
  counts: countStore(db, now),
  now,
});
