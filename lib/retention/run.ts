import type { Config } from '../config/config.ts';
import type { PlanStore } from '../plan/record.ts';
import type { ScenarioStore } from '../scenario/record.ts';
import type { RetentionStore } from './record.ts';
import type { Findings } from './report.ts';

/** One run of clean-up: what it stands on, and when it is. */
export interface Run {
  readonly store: RetentionStore;
  readonly scenarios: Pick<ScenarioStore, 'pointer' | 'header' | 'headers' | 'graph' | 'deployedSince'>;
  readonly plans: Pick<PlanStore, 'get' | 'liveFrom'>;
  readonly config: Config;
  readonly now: Date;
  readonly dryRun: boolean;
  readonly findings: Findings;
}
