import type { CompactMap } from '../diff/compact-map.ts';
import type { DeployedLink, PartRef, ScenarioPointer, VersionHeader } from '../scenario/record.ts';
import type { MigrationSummary, PlanListEntry, PlanStatus, Policies } from './model.ts';

/** One deployment of a plan; started again after a failure, it is the same deployment and keeps its marks. */
export interface Deployment {
  readonly id: string;
  readonly attempt: number;
  readonly started_at: string;
  readonly started_by: string;
  /** How the work is divided, once prepared. */
  readonly layout?: UnitLayout | undefined;
  readonly table?: PartRef | undefined;
  readonly outline?: PartRef | undefined;
  readonly ended_at?: string | undefined;
  readonly error?: string | undefined;
}

/** Units are numbered group by group: unit = group * shards + shard. */
export interface UnitLayout {
  readonly units: number;
  readonly shards: number;
  /** Step hashes in a group. */
  readonly group_size: number;
}

/** A plan without its large parts, which lie beside it and are written first. */
export interface PlanHeader {
  readonly id: string;
  readonly tenant_id: string;
  readonly scenario_id: string;
  readonly scenario_name: string;
  readonly from_version: number;
  readonly to_version: number;
  readonly scenario_checksum_v1: string;
  readonly scenario_checksum_v2: string;
  readonly status: PlanStatus;
  readonly revision: number;
  readonly created_at: string;
  readonly created_by: string;
  readonly approved_at?: string | undefined;
  readonly approved_by?: string | undefined;
  readonly rejected_at?: string | undefined;
  readonly rejected_by?: string | undefined;
  readonly reject_reason?: string | undefined;
  readonly deployed_at?: string | undefined;
  readonly deployed_by?: string | undefined;
  readonly expires_at?: string | undefined;
  readonly total_anchors: number;
  readonly estimated_sessions_affected: number;
  readonly warning_count: number;
  /** Graphs of both versions, in the scenario's partition. */
  readonly base: PartRef;
  readonly draft: PartRef;
  readonly map: PartRef;
  readonly policies: PartRef;
  readonly summary: PartRef;
  readonly deployment?: Deployment | undefined;
}

/** What a plan holds beside its header. Policies are stored where they differ from the default. */
export interface PlanContent {
  readonly map: CompactMap;
  readonly policies: Policies;
  readonly summary: MigrationSummary;
}

export interface PlanPage {
  readonly plans: readonly PlanListEntry[];
  readonly total: number;
  readonly next_cursor?: string | undefined;
}

/** Every write is conditional on the header that was read; `false` means that it has changed since. */
export interface PlanStore {
  get(tenant: string, planId: string): Promise<PlanHeader | undefined>;
  /** @throws Unavailable `plan_changed` when it was replaced or removed since the header was read */
  content(header: PlanHeader): Promise<PlanContent>;
  policies(header: PlanHeader): Promise<Policies>;
  putContent(tenant: string, planId: string, content: PlanContent): Promise<ContentRefs>;
  deleteContent(tenant: string, planId: string, refs: ContentRefs): Promise<void>;
  putTable(header: PlanHeader, table: unknown): Promise<PartRef>;
  table(tenant: string, planId: string, ref: PartRef): Promise<unknown>;
  /** Live plans that start from a version, by the version they lead to. */
  liveFrom(
    tenant: string,
    scenarioId: string,
    from: number,
  ): Promise<readonly { readonly plan_id: string; readonly to_version: number }[]>;
  /** Stores a plan and drops those that it takes the place of, in one transaction. */
  create(plan: PlanHeader, superseded: readonly Change[], pointer: ScenarioPointer): Promise<boolean>;
  replace(change: Change): Promise<boolean>;
  /** Takes the scenario's one deployment slot with the change. */
  startDeployment(change: Change): Promise<boolean>;
  /** Gives it back. */
  endDeployment(change: Change): Promise<boolean>;
  /** Publishes the plan's version, archives the one before, and gives the slot back: one transaction. */
  publish(change: Change, publication: Publication): Promise<boolean>;
  /** Newest first; what has expired is left out. */
  list(
    tenant: string,
    filter: { readonly scenario_id?: string | undefined; readonly status?: PlanStatus | undefined },
    limit: number,
    cursor: string | undefined,
    now: Date,
  ): Promise<PlanPage>;
}

export interface ContentRefs {
  readonly map: PartRef;
  readonly policies: PartRef;
  readonly summary: PartRef;
}

export interface Change {
  readonly before: PlanHeader;
  readonly after: PlanHeader;
}

export interface Publication {
  readonly published: VersionHeader;
  readonly archived: VersionHeader;
  readonly link: DeployedLink;
}

/** Statuses of plans that can still be deployed or are being deployed. */
export const LIVE_STATUSES: readonly PlanStatus[] = ['pending', 'approved', 'deploying', 'deploy_failed'];
