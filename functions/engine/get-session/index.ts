import { openDatabase } from '../../../lib/store/client.ts';
import { sessionStore } from '../../../lib/store/session-store.ts';
import { composeHttp } from '../../compose.ts';
import { createHandler } from './handler.ts';

const { runtime, settings } = composeHttp('get-session');
const db = openDatabase(settings.tables);

export const handler = createHandler({ runtime, sessions: sessionStore(db) });
