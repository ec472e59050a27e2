import type { StepPartition } from '../plan/estimate.ts';
import type { PendingMigration } from '../session/model.ts';

/** A session found at a step, to be marked if it is in scope and still there. */
export interface MarkCandidate {
  readonly session_id: string;
  readonly channel: string;
  readonly step_id: string;
  readonly created_at: string;
}

export interface MarkPage {
  readonly candidates: readonly MarkCandidate[];
  /** Where to go on; absent at the end. */
  readonly next: string | undefined;
}

/** Times between which sessions were created, both included; open where one is absent. */
export interface CreatedRange {
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

export interface StepEntries {
  /** One page of the live sessions at steps with a hash, oldest first. */
  page(at: StepPartition, created: CreatedRange, limit: number, after: string | undefined): Promise<MarkPage>;
}

/** Why a session at a step of the plan was not marked. */
export type SkipReason = 'out_of_scope' | 'moved_on' | 'marked_before';

export interface UnitCounts {
  readonly seen: number;
  readonly marked: number;
  readonly skipped: Readonly<Partial<Record<SkipReason, number>>>;
  readonly by_anchor: Readonly<Record<string, number>>;
}

export const NO_COUNTS: UnitCounts = { seen: 0, marked: 0, skipped: {}, by_anchor: {} };

/** A session with the step that it was found at. */
export interface FoundSession {
  readonly session_id: string;
  readonly step_id: string;
}

/**
 * How far a unit of marking is. A page is announced before its sessions are written and counted afterwards, so
 * that after a crash exactly the announced sessions are looked at again, wherever they are by then.
 */
export interface UnitState extends UnitCounts {
  readonly unit: number;
  readonly revision: number;
  /** Index of the step hash that is being worked at, within the unit's group. */
  readonly at: number;
  /** Place in that step's page order. */
  readonly after?: string | undefined;
  /** The announced page. */
  readonly in_flight: readonly FoundSession[];
  readonly done: boolean;
}

/** A session to be marked, if it is still where it was found. */
export interface MarkTarget extends FoundSession {
  readonly graph_version: number;
  readonly mark: PendingMigration;
}

/**
 * What became of an attempt to mark: `marked_here` carries this deployment's mark from this step already, or did
 * until it was closed or started again; `marked_elsewhere` has the one from another step; `marked_before` carries
 * the mark of a deployed plan. Nothing was done where the store was `throttled` or others were writing the session
 * (`contended`).
 */
export type MarkResult =
  | 'marked'
  | 'marked_here'
  | 'marked_elsewhere'
  | 'marked_before'
  | 'moved_on'
  | 'throttled'
  | 'contended';

/** As many sessions as one request to the store can mark. */
export const MARKS_A_REQUEST = 25;

/** A unit without where it is. */
export type CountsOfUnit = Pick<UnitState, 'done' | keyof UnitCounts>;

/** Deployment totals, fixed when the version is published. */
export interface DeploymentTotals extends UnitCounts {
  readonly units_total: number;
  readonly units_done: number;
}

export interface MarkingStore {
  /**
   * Marks each session that is live, on the given graph and step, and neither carries a mark that counts nor had
   * one of this deployment, nor is sealed against it. Touches nothing else and does not change its revision.
   * @param targets no more than `MARKS_A_REQUEST`
   * @returns a result for each, in their order
   */
  mark(tenant: string, targets: readonly MarkTarget[]): Promise<readonly MarkResult[]>;
  /**
   * Sees to it that an attempt to mark, which somebody who is slow may still have under way, comes to nothing.
   * @returns false when it has come first: the session has, or had, this very mark
   */
  seal(tenant: string, target: MarkTarget): Promise<boolean>;
  unit(tenant: string, planId: string, deploymentId: string, unit: number): Promise<UnitState | undefined>;
  /** @returns false when somebody else works on the unit and has come further */
  putUnit(tenant: string, planId: string, deploymentId: string, state: UnitState): Promise<boolean>;
  /** The counts of all units that somebody has begun. */
  unitCounts(tenant: string, planId: string, deploymentId: string): Promise<readonly CountsOfUnit[]>;
  putTotals(tenant: string, planId: string, deploymentId: string, totals: DeploymentTotals): Promise<void>;
  totals(tenant: string, planId: string, deploymentId: string): Promise<DeploymentTotals | undefined>;
}

/** What became of a plan's sessions, counted from the audit trail. */
export interface OutcomeCounts {
  readonly applied: number;
  readonly checkpoint_blocks: number;
  readonly by_scenario: Readonly<Record<string, number>>;
  readonly by_action: Readonly<Record<string, number>>;
  /** Marks that were settled, by deployment. */
  readonly settled: Readonly<Record<string, number>>;
  readonly last_migration_at?: string | undefined;
}

export interface CountStore {
  counts(tenant: string, planId: string): Promise<OutcomeCounts>;
  /**
   * Adds what a run of audit events of one stream shard holds for a plan, once: events up to the shard's last
   * counted one are passed over. Nothing is counted for a plan that is gone.
   */
  add(tenant: string, planId: string, shard: string, events: readonly CountedEvent[]): Promise<void>;
}

/** An audit event as the counts see it. */
export interface CountedEvent {
  /** Position in the stream shard; grows. */
  readonly sequence: string;
  readonly increments: Readonly<Record<string, number>>;
  readonly migrated_at?: string | undefined;
}

/** The names under which outcomes are counted. */
export const COUNT = {
  applied: 'applied',
  checkpointBlocks: 'checkpoint_blocks',
  scenario: (name: string) => `scenario:${name}`,
  action: (name: string) => `action:${name}`,
  settled: (deploymentId: string) => `settled:${deploymentId}`,
} as const;

/** Adds up the counts of units. */
export function addCounts(parts: readonly UnitCounts[]): UnitCounts {
  const skipped: Record<string, number> = {};
  const by_anchor: Record<string, number> = {};
  const addTo = (sums: Record<string, number>, more: Readonly<Record<string, number | undefined>>): void => {
    for (const [key, count = 0] of Object.entries(more)) sums[key] = (sums[key] ?? 0) + count;
  };
  let seen = 0;
  let marked = 0;
  for (const part of parts) {
    seen += part.seen;
    marked += part.marked;
    addTo(skipped, part.skipped);
    addTo(by_anchor, part.by_anchor);
  }
  return { seen, marked, skipped, by_anchor };
}
