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
  checkpointBlocks: 'CheckpointBlocks',
  /** By kind. */
  fallbacks: 'Fallbacks',
  reconcileConflicts: 'ReconcileConflicts',
  planGenerationMs: 'PlanGenerationMs',
  reconcileMs: 'ReconcileMs',
  /** By kind. */
  retentionRemoved: 'RetentionRemoved',
  /** Scenarios and plans that clean-up could not look at. */
  retentionFailures: 'RetentionFailures',
} as const;

export type MetricName = (typeof METRIC)[keyof typeof METRIC];

/** What a metric is split by. */
export const DIMENSION = {
  migrationScenario: 'migration_scenario',
  action: 'action',
  source: 'source',
  kind: 'kind',
} as const;
