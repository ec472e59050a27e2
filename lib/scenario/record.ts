import type { ScenarioInput, VersionState } from './model.ts';

/** Where a large immutable value lies in the store. Its id never names another value, so it is safe to cache by. */
export interface PartRef {
  readonly id: string;
  readonly chunks: number;
}

/** The one small item about a scenario that changes: what is published, and what is being deployed. */
export interface ScenarioPointer {
  readonly tenant_id: string;
  readonly scenario_id: string;
  readonly name: string;
  readonly created_at: string;
  readonly published_version: number;
  readonly published_checksum: string;
  /** Graph of the published version. */
  readonly graph: PartRef;
  /** The largest number of index shards that sessions of this scenario were ever spread over. */
  readonly index_shards: number;
  /** One deployment at a time. */
  readonly deploying?: { readonly plan_id: string; readonly deployment_id: string } | undefined;
  /** Counts the plans made and dropped, so that two operators cannot make plans past each other. */
  readonly plans_revision: number;
}

/** A stored version without its graph. */
export interface VersionHeader {
  readonly tenant_id: string;
  readonly scenario_id: string;
  readonly version: number;
  readonly name: string;
  readonly source?: string | undefined;
  readonly checksum: string;
  readonly total_steps: number;
  readonly state: VersionState;
  readonly created_at: string;
  readonly created_by: string;
  readonly archived_at?: string | undefined;
  /** Since when nobody may start or be imported here any more, because clean-up is about to remove it. */
  readonly retiring_since?: string | undefined;
  /** An earlier release has stored it, whose sessions may not be in the indexes by version. */
  readonly unindexed_sessions?: boolean | undefined;
  readonly graph: PartRef;
}

/** May whoever comes back after a long time go on with a version? Not when clean-up is about to remove it. */
export const isAtHand = (header: VersionHeader | undefined): boolean =>
  header !== undefined && header.state !== 'retiring';

/** A deployed plan as a link of the chain from version to version. */
export interface DeployedLink {
  readonly from_version: number;
  readonly to_version: number;
  readonly plan_id: string;
  readonly deployment_id: string;
  /** Session ages are measured here. */
  readonly started_at: string;
  readonly deployed_at: string;
  /** The match table, in the plan's partition. */
  readonly table: PartRef;
  /** What is kept of `from_version`. Plans of earlier releases have none: once it is gone, nobody knows what it was. */
  readonly outline?: PartRef | undefined;
}

export interface ScenarioStore {
  /** @returns undefined for a scenario that the tenant does not have */
  pointer(tenant: string, scenarioId: string): Promise<ScenarioPointer | undefined>;
  header(tenant: string, scenarioId: string, version: number): Promise<VersionHeader | undefined>;
  headers(tenant: string, scenarioId: string): Promise<readonly VersionHeader[]>;
  /** @returns undefined when the graph has been removed */
  graph(tenant: string, scenarioId: string, ref: PartRef): Promise<ScenarioInput | undefined>;
  /** @param planId the plan whose draft it is */
  putGraph(tenant: string, scenarioId: string, scenario: ScenarioInput, planId?: string): Promise<PartRef>;
  deleteGraph(tenant: string, scenarioId: string, ref: PartRef): Promise<void>;
  /** @returns false when the scenario exists already */
  create(pointer: ScenarioPointer, first: VersionHeader): Promise<boolean>;
  /** Makes readers cover at least so many shards. */
  widenIndex(tenant: string, scenarioId: string, shards: number): Promise<void>;
  /** The deployed plans that lead on from a version, oldest first. */
  deployedSince(tenant: string, scenarioId: string, version: number): Promise<readonly DeployedLink[]>;
}
