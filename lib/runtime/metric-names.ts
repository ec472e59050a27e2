/** Namespace and names of the metrics; here once for the code, the dashboard and the alarms. */
export const METRICS_NAMESPACE = 'Midstream';

export const METRIC = {
  plansGenerated: 'PlansGenerated',
  plansApproved: 'PlansApproved',
  sessionsMarked: 'SessionsMarked',
  /** By migration scenario and action. */
  migrationsApplied: 'MigrationsApplied',
  /** By source. */
  gapFills: 'GapFills',
  /** What a provider found and did not count, by kind. */
  findingsRefused: 'FindingsRefused',
  /** Calls of the provider that understands what customers say, by purpose and outcome. */
  understandingCalls: 'UnderstandingCalls',
  checkpointBlocks: 'CheckpointBlocks',
  /** By kind. */
  fallbacks: 'Fallbacks',
  reconcileConflicts: 'ReconcileConflicts',
  planGenerationMs: 'PlanGenerationMs',
  reconcileMs: 'ReconcileMs',
  understandingMs: 'UnderstandingMs',
  /** By kind. */
  retentionRemoved: 'RetentionRemoved',
  /** Scenarios and plans that clean-up could not look at. */
  retentionFailures: 'RetentionFailures',
} as const;

export type MetricName = (typeof METRIC)[keyof typeof METRIC];

/** What a metric is split by. */
export const DIMENSION = {
  /** The function that emits it. */
  service: 'service',
  /** Several stages may live in one account. */
  stage: 'stage',
  migrationScenario: 'migration_scenario',
  action: 'action',
  source: 'source',
  kind: 'kind',
  purpose: 'purpose',
  outcome: 'outcome',
} as const;
