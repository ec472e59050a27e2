import { openDatabase } from '../../../lib/store/client.ts';
import { planStore } from '../../../lib/store/plan-store.ts';
import { composeHttp } from '../../compose.ts';
import { now } from '../../now.ts';
import { createHandler } from './handler.ts';

const { runtime, settings } = composeHttp('get-anchor');
const db = openDatabase(settings.tables);

export const handler = createHandler({ runtime, plans: planStore(db), now });
