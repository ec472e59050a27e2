import type { PlanStore } from '../plan/record.ts';
import type { Database } from './client.ts';
import { keys } from './keys.ts';
import { getPart } from './packed.ts';

/** All that a turn reads of plans; apart from the rest of their store, which no turn has to load. */
export const planTables = (db: Database): Pick<PlanStore, 'table'> => ({
  table: (tenant, planId, ref) => getPart(db, keys.plan(tenant, planId).pk, ref, 'table'),
});
