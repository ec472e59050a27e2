import type { ReconcileAnswer } from '../reconcile/model.ts';
import type {
  CheckpointInfo,
  LastReconciliation,
  MigrationEvent,
  MigrationProgress,
  PendingMigration,
  PinReason,
  ProfileField,
  Session,
  StepVisit,
  Values,
} from './model.ts';
import type { Walk } from './walked-path.ts';

/** Where a session is: all of it or nothing. `version` is what it counts as, `graph_version` what it navigates. */
export interface Position {
  readonly scenario_id: string;
  readonly version: number;
  readonly graph_version: number;
  readonly settled_for_version: number;
  readonly checksum: string;
  readonly step_id: string;
  readonly step_hash: string;
}

/** Which mark it was. */
export type DroppedMark = Pick<PendingMigration, 'deployment_id' | 'anchor_content_hash'>;

/** A session's small record: everything a decision starts from. Its variables and visits lie beside it. */
export interface SessionRecord {
  readonly tenant_id: string;
  readonly session_id: string;
  readonly customer_id?: string | undefined;
  readonly channel: string;
  readonly status: 'active' | 'closed';
  readonly run_id: string;
  readonly position?: Position | undefined;
  readonly pinned?: { readonly plan_id?: string | undefined; readonly reason: PinReason } | undefined;
  readonly mark?: PendingMigration | undefined;
  /** The last mark that went without a move: whoever set it may not have counted it yet. */
  readonly dropped_mark?: DroppedMark | undefined;
  readonly progress?: MigrationProgress | undefined;
  readonly last_reconciliation?: LastReconciliation | undefined;
  readonly checkpoints: readonly CheckpointInfo[];
  readonly walk: Walk;
  readonly turn_count: number;
  /** Index shard, chosen when the session starts and kept. */
  readonly shard: number;
  readonly revision: number;
  readonly created_at: string;
  readonly last_activity_at: string;
  /**
   * Where it is stored as another release wrote it: the names of all that is stored. The next change writes it
   * whole, as this release does.
   */
  readonly outdated?: readonly string[] | undefined;
}

/** An audit event, and the mark that it settles: the mark may be of an earlier plan than the move counts for. */
export interface AuditEntry {
  readonly event: MigrationEvent;
  readonly settles?: { readonly plan_id: string; readonly deployment_id: string } | undefined;
  /** Spreads a plan's events over the index. */
  readonly shard: number;
  readonly expires_at_epoch: number;
}

/** One change of a session with all that belongs to it, written in one transaction or not at all. */
export interface SessionChange {
  readonly before: SessionRecord;
  readonly after: SessionRecord;
  /** All variables, when they change. */
  readonly variables?: Values | undefined;
  readonly visits?: readonly StepVisit[] | undefined;
  /** Refuse the change when this visit is recorded already. */
  readonly once_for_visit?: string | undefined;
  /** Refuse the change when the mark is not the one that was read. */
  readonly guard_mark?: boolean | undefined;
  /** Refuse the change when the version whose graph the session has afterwards is gone, or about to be removed. */
  readonly guard_graph?: boolean | undefined;
  readonly answer?: ReconcileAnswer | undefined;
  readonly profile_fields?: Readonly<Record<string, ProfileField>> | undefined;
  readonly audit?: AuditEntry | undefined;
}

export type CommitResult = 'written' | 'conflict' | 'repeated';

/** What a scenario's published version is, as the tenant's board tells. */
export interface Published {
  readonly version: number;
  readonly checksum: string;
}

export interface SessionStore {
  get(tenant: string, sessionId: string): Promise<SessionRecord | undefined>;
  variables(tenant: string, sessionId: string): Promise<Values>;
  /** Everything that the hot path needs, in one round trip. */
  readForTurn(tenant: string, sessionId: string): Promise<TurnRead>;
  /**
   * @param guardGraph refuse it when the version is gone, or about to be removed
   * @returns false when it was refused, or a session with this id exists
   */
  create(
    record: SessionRecord,
    variables: Values,
    visits: readonly StepVisit[],
    guardGraph?: boolean,
  ): Promise<boolean>;
  commit(change: SessionChange): Promise<CommitResult>;
  lastAnswer(tenant: string, sessionId: string): Promise<ReconcileAnswer | undefined>;
  /** Newest first. */
  visits(
    tenant: string,
    sessionId: string,
    limit: number,
    cursor: string | undefined,
  ): Promise<{ readonly visits: readonly StepVisit[]; readonly next_cursor?: string | undefined }>;
  hasVisit(tenant: string, sessionId: string, visitId: string): Promise<boolean>;
  profile(tenant: string, customerId: string): Promise<Readonly<Record<string, ProfileField>>>;
  putProfileField(tenant: string, customerId: string, name: string, field: ProfileField): Promise<void>;
}

export interface TurnRead {
  readonly session: SessionRecord | undefined;
  /** undefined: not on the board; the scenario's pointer has to be read. */
  readonly published: Published | undefined;
}

/** A session as it is answered to callers. */
export function sessionView(record: SessionRecord, variables: Values): Session {
  const {
    position,
    mark,
    dropped_mark: _dropped,
    progress,
    walk: _walk,
    shard: _shard,
    outdated: _outdated,
    checkpoints,
    pinned,
    ...rest
  } = record;
  return {
    ...rest,
    checkpoints: [...checkpoints],
    variables,
    ...(position && {
      active_scenario_id: position.scenario_id,
      active_scenario_version: position.version,
      graph_version: position.graph_version,
      settled_for_version: position.settled_for_version,
      scenario_checksum: position.checksum,
      active_step_id: position.step_id,
      step_content_hash: position.step_hash,
    }),
    ...(pinned && { pinned }),
    ...(mark && { pending_migration: mark }),
    ...(progress && { migration_progress: progress }),
  };
}
