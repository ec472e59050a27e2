import { openDatabase } from '../../../lib/store/client.ts';
import { scenarioStore } from '../../../lib/store/scenario-store.ts';
import { composeHttp } from '../../compose.ts';
import { now } from '../../now.ts';
import { createHandler } from './handler.ts';

const { runtime, settings } = composeHttp('register-scenario');
const db = openDatabase(settings.tables);

export const handler = createHandler({ runtime, scenarios: scenarioStore(db), config: settings.config, now });
