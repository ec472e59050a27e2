/**
 * Tables and indexes, here once for the stack and for the code that reads and writes them. Key layouts are in
 * `keys.ts`.
 */
export const KEY = { partition: 'pk', sort: 'sk', expires: 'expires_at_epoch' } as const;

export const TABLES = {
  /** Scenarios, versions, plans, deployments and their counts. */
  scenarios: {
    indexes: {
      /** A tenant's plans by creation time, with what a list shows. */
      plans: {
        name: 'plans',
        partition: 'plans_pk',
        sort: 'plans_sk',
        projected: [
          'plan_id',
          'scenario_id',
          'scenario_name',
          'from_version',
          'to_version',
          'plan_status',
          'total_anchors',
          'estimated_sessions_affected',
          'warning_count',
          'created_at',
          'expires_at',
        ],
      },
      /**
       * Packed chunks by whom they belong to, oldest first, without what they hold: clean-up finds here which
       * scenarios and plans there are, and what nothing refers to, and reads nothing large for it.
       */
      parts: { name: 'parts', partition: 'part_of', sort: 'part_sk', projected: ['plan_id'] },
    },
    stream: false,
  },
  /** Sessions with their variables and visits, and customer profiles. */
  sessions: {
    indexes: {
      /**
       * Live sessions by the step they are at. Partition: tenant # scenario # graph version # step hash # shard;
       * sort: created_at # session_id. Marks are not projected, so that marking writes no index entry.
       */
      steps: {
        name: 'steps',
        partition: 'step_pk',
        sort: 'step_sk',
        projected: ['channel', 'active_step_id'],
      },
      /**
       * Live sessions by the version whose graph they have, for clean-up: tenant # scenario # version # shard. An
       * entry does not move while the session walks through the graph, so that nobody is overlooked who goes from
       * step to step meanwhile; and as it knows only the hour of the last activity, it is written once an hour.
       */
      graphs: { name: 'graphs', partition: 'graph_pk', sort: 'step_sk', projected: ['active_hour'] },
      /** The few that count as another version than the one whose graph they have, by that version. */
      counted: { name: 'counted', partition: 'counted_pk', sort: 'step_sk', projected: ['active_hour'] },
    },
    stream: false,
  },
  /** The audit trail; its stream feeds the deployment counts. */
  audit: {
    indexes: {
      /** A plan's events, newest last, spread over shards. */
      plan_events: { name: 'plan_events', partition: 'plan_pk', sort: 'sk', projected: 'all' },
    },
    stream: true,
  },
} as const;
