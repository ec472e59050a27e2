import * as z from 'zod';
import { AnchorMigrationPolicySchema } from '../plan/model.ts';

/**
 * What reconcile needs of a deployed plan, compact: which step is which, where deleted steps' sessions go, and the
 * policies that differ from the default, by V1 step id and with the step's name. Written once when a deployment is
 * prepared.
 */
export const MatchTableSchema = z.object({
  matches: z.array(z.tuple([z.string(), z.string(), z.enum(['exact', 'edited'])])),
  nearest: z.record(z.string(), z.string()),
  policies: z.record(z.string(), AnchorMigrationPolicySchema),
});

export type MatchTable = z.infer<typeof MatchTableSchema>;
