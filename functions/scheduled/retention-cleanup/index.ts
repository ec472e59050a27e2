import { readSettings } from '../../../lib/runtime/settings.ts';
import { createTelemetry } from '../../../lib/runtime/telemetry.ts';
import { openDatabase } from '../../../lib/store/client.ts';
import { retentionStore } from '../../../lib/store/retention-store.ts';
import { now } from '../../now.ts';
import { createHandler } from './handler.ts';

const settings = readSettings();

export const handler = createHandler({
  runtime: { telemetry: createTelemetry('retention-cleanup') },
  store: retentionStore(openDatabase(settings.tables)),
  now,
});
