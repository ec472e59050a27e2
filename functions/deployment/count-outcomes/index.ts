import { readSettings } from '../../../lib/runtime/settings.ts';
import { createTelemetry } from '../../../lib/runtime/telemetry.ts';
import { openDatabase } from '../../../lib/store/client.ts';
import { countStore } from '../../../lib/store/count-store.ts';
import { now } from '../../now.ts';
import { createHandler } from './handler.ts';

const settings = readSettings();

export const handler = createHandler({
  runtime: { telemetry: createTelemetry('count-outcomes') },
  counts: countStore(openDatabase(settings.tables), now),
});
