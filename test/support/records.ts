/** Stored records with everything that they can hold; a test names what it is about. */
import { randomUUID } from 'node:crypto';
import type { MarkTarget } from '../../lib/deployment/record.ts';
import type { PlanContent, PlanHeader } from '../../lib/plan/record.ts';
import type { ReconcileAnswer } from '../../lib/reconcile/model.ts';
import type { ScenarioPointer, VersionHeader } from '../../lib/scenario/record.ts';
import type { MigrationEvent, PendingMigration, ProfileField, StepVisit } from '../../lib/session/model.ts';
import type { AuditEntry, Position, SessionRecord } from '../../lib/session/record.ts';

/** A time, so many seconds into a day of its own. */
export const at = (seconds: number): string => new Date(Date.UTC(2030, 0, 1) + seconds * 1_000).toISOString();

/** A content hash for a name, as far as a store can tell. */
export const hashFor = (name: string): string =>
  Buffer.from(name).toString('hex').padEnd(16, '0').slice(0, 16);

export const aPart = () => ({ id: randomUUID(), chunks: 1 });

export function aPointer(more: Partial<ScenarioPointer> = {}): ScenarioPointer {
  return {
    tenant_id: randomUUID(),
    scenario_id: randomUUID(),
    name: 'greeting',
    created_at: at(0),
    published_version: 1,
    published_checksum: hashFor('v1'),
    graph: aPart(),
    index_shards: 8,
    plans_revision: 0,
    ...more,
  };
}

/** The version that a pointer says is published. */
export function versionOf(pointer: ScenarioPointer, more: Partial<VersionHeader> = {}): VersionHeader {
  return {
    tenant_id: pointer.tenant_id,
    scenario_id: pointer.scenario_id,
    version: pointer.published_version,
    name: pointer.name,
    checksum: pointer.published_checksum,
    total_steps: 3,
    state: 'published',
    created_at: at(0),
    created_by: 'olivia',
    graph: pointer.graph,
    ...more,
  };
}

/** A pending plan from a pointer's version to the next one. */
export function aPlan(pointer: ScenarioPointer, more: Partial<PlanHeader> = {}): PlanHeader {
  return {
    id: randomUUID(),
    tenant_id: pointer.tenant_id,
    scenario_id: pointer.scenario_id,
    scenario_name: pointer.name,
    from_version: pointer.published_version,
    to_version: pointer.published_version + 1,
    scenario_checksum_v1: pointer.published_checksum,
    scenario_checksum_v2: hashFor('v2'),
    status: 'pending',
    revision: 1,
    created_at: at(0),
    created_by: 'olivia',
    total_anchors: 3,
    estimated_sessions_affected: 0,
    warning_count: 0,
    base: pointer.graph,
    draft: aPart(),
    map: aPart(),
    policies: aPart(),
    summary: aPart(),
    ...more,
  };
}

export const noContent: PlanContent = {
  map: {
    sets: [],
    inserted_nodes: [],
    removed_node_ids: [],
    new_forks: [],
    modified_transitions: [],
    anchors: [],
    deleted_nodes: [],
    new_node_ids: [],
  },
  policies: {},
  summary: {
    total_anchors: 0,
    anchors_with_clean_graft: 0,
    anchors_with_gap_fill: 0,
    anchors_with_re_route: 0,
    nodes_edited: 0,
    nodes_deleted: 0,
    nodes_added: 0,
    estimated_sessions_affected: 0,
    sessions_by_anchor: {},
    older_sessions_by_version: {},
    estimate_complete: true,
    warnings: [],
    fields_to_collect: [],
  },
};

export function aPosition(more: Partial<Position> = {}): Position {
  return {
    scenario_id: 'greeting',
    version: 1,
    graph_version: 1,
    settled_for_version: 1,
    checksum: hashFor('v1'),
    step_id: 'ask',
    step_hash: hashFor('ask'),
    ...more,
  };
}

export function aSession(tenant: string, more: Partial<SessionRecord> = {}): SessionRecord {
  return {
    tenant_id: tenant,
    session_id: randomUUID(),
    channel: 'whatsapp',
    status: 'active',
    run_id: randomUUID(),
    position: aPosition(),
    checkpoints: [],
    walk: { path: [{ ordinal: 0, hash: hashFor('ask') }], detours: [] },
    turn_count: 0,
    shard: 0,
    revision: 1,
    created_at: at(0),
    last_activity_at: at(0),
    ...more,
  };
}

export function aMark(more: Partial<PendingMigration> = {}): PendingMigration {
  return {
    target_version: 2,
    anchor_content_hash: hashFor('ask'),
    migration_plan_id: randomUUID(),
    deployment_id: randomUUID(),
    marked_at: at(1),
    ...more,
  };
}

/** A session to be marked at the step where records are, unless told otherwise. */
export const aMarkTarget = (
  session_id: string,
  mark = aMark(),
  more: Partial<MarkTarget> = {},
): MarkTarget => ({ session_id, graph_version: 1, step_id: 'ask', mark, ...more });

export function aVisit(more: Partial<StepVisit> = {}): StepVisit {
  return {
    visit_id: randomUUID(),
    run_id: randomUUID(),
    step_id: 'ask',
    step_name: 'Ask',
    step_content_hash: hashFor('ask'),
    graph_version: 1,
    entered_at: at(0),
    turn_number: 1,
    transition_reason: 'otherwise',
    confidence: 1,
    is_checkpoint: false,
    ...more,
  };
}

export function aProfileField(value: ProfileField['value']): ProfileField {
  return {
    value,
    source: 'engine',
    confidence: 1,
    needs_confirmation: false,
    provenance: {},
    updated_at: at(0),
  };
}

export function anEvent(tenant: string, more: Partial<MigrationEvent> = {}): MigrationEvent {
  return {
    event_id: randomUUID(),
    event_type: 'session_migrated',
    session_id: randomUUID(),
    tenant_id: tenant,
    scenario_id: 'greeting',
    plan_chain: [],
    from_version: 1,
    to_version: 2,
    step_before_id: 'ask',
    action_taken: 'continue',
    fields_gap_filled: {},
    fields_collected: [],
    blocked_by_checkpoint: false,
    reason: 'moved',
    duration_ms: 1.5,
    timestamp: at(0),
    ...more,
  };
}

export const anAuditEntry = (event: MigrationEvent, more: Partial<AuditEntry> = {}): AuditEntry => ({
  event,
  shard: 0,
  expires_at_epoch: Date.parse(at(86_400)) / 1_000,
  ...more,
});

export const anAnswer = (more: Partial<ReconcileAnswer> = {}): ReconcileAnswer => ({
  action: 'continue',
  collect_fields: [],
  prompts: [],
  confirm_fields: [],
  execute_action_ids: [],
  blocked_by_checkpoint: false,
  reason: 'nothing to do',
  entry: 'resume',
  session_revision: 2,
  trace: ['a', 'b'],
  ...more,
});
