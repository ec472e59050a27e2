import { openDatabase } from '../../../lib/store/client.ts';
import { sessionStore } from '../../../lib/store/session-store.ts';
import { composeHttp } from '../../compose.ts';
import { now } from '../../now.ts';
import { createHandler } from './handler.ts';

const { runtime, settings } = composeHttp('get-profile');
const db = openDatabase(settings.tables);

export const handler = createHandler({ runtime, sessions: sessionStore(db), now });
