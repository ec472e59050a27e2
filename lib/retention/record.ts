import type { PlanHeader } from '../plan/record.ts';
import type { VersionHeader } from '../scenario/record.ts';

/** A scenario or a plan, which holds packed parts. */
export interface Owner {
  readonly kind: 'scenario' | 'plan';
  readonly tenant_id: string;
  readonly id: string;
}

/** A packed part as clean-up sees it: without what it holds. */
export interface StoredPart {
  readonly id: string;
  /** The plan whose draft it was written as. */
  readonly plan_id?: string | undefined;
}

/** How a session may have a version: as the graph that it navigates, or as the version that it counts as. */
export type Use = 'graph' | 'counted';

export interface VersionPlace {
  readonly tenant: string;
  readonly scenarioId: string;
  readonly version: number;
  /** The largest number of index shards that the scenario's sessions were ever spread over. */
  readonly shards: number;
}

/** What clean-up needs of the store beside the stores of scenarios and plans. Every removal may be repeated. */
export interface RetentionStore {
  /** A page of the scenarios and plans of all tenants that hold parts; some may come again on a later page. */
  owners(after: string | undefined): Promise<OwnerPage>;
  /** How far the last run has come; nothing when it came to the end. */
  bookmark(): Promise<string | undefined>;
  setBookmark(place: string | undefined): Promise<void>;
  /** Does a live session have the version that was active in the hour of `since` or later? */
  isInUse(use: Use, place: VersionPlace, since: Date): Promise<boolean>;
  /**
   * Are there more live sessions at a version's steps than the index by version knows to be on it? An earlier release
   * stored sessions without that index; each enters it when it is written next.
   * @param hashes the contents of the version's steps
   */
  hasUnindexed(place: VersionPlace, hashes: ReadonlySet<string>): Promise<boolean>;
  /** From archived to retiring. @returns false when it is archived no more */
  retire(version: VersionHeader, at: Date): Promise<boolean>;
  /** Back to archived. */
  restore(version: VersionHeader): Promise<void>;
  /** Removes a version, its header first. @returns false when it is not retiring since the same time any more */
  removeVersion(version: VersionHeader): Promise<boolean>;
  /** The headers of a scenario or of a plan as they are stored, with all that another release has put there. */
  headers(owner: Owner): Promise<readonly unknown[]>;
  /** Parts that were written before a time. */
  parts(owner: Owner, before: Date): Promise<readonly StoredPart[]>;
  removePart(owner: Owner, part: StoredPart): Promise<void>;
  /** Removes the draft of a plan that was not published. */
  removeDraft(plan: PlanHeader): Promise<void>;
  /** Ends the chain of deployed plans here. */
  removeLink(plan: Pick<PlanHeader, 'tenant_id' | 'scenario_id' | 'from_version'>): Promise<void>;
  /** Removes everything in a plan's partition, its header first. */
  removePlan(tenant: string, planId: string): Promise<void>;
}

export interface OwnerPage {
  readonly owners: readonly Owner[];
  /** Where to go on; absent at the end. */
  readonly next?: string | undefined;
}
