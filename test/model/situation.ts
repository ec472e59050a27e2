import type { ScenarioInput } from '../../lib/scenario/model.ts';
import type { PinReason, ProfileField } from '../../lib/session/model.ts';
import type { Finding } from './values.ts';

/** What an operator decided for the sessions at a step; generated policies say no more than this. */
export interface Policy {
  readonly include_channels?: readonly string[];
  readonly exclude_channels?: readonly string[];
  readonly min_session_age_days?: number;
  readonly max_session_age_days?: number;
  readonly update_downstream?: boolean;
  readonly force_scenario?: 'clean_graft' | 'gap_fill' | 're_route';
  readonly target_step_id?: string;
  readonly skipped_checkpoints?: 'pin' | 'run' | 'skip';
}

/** A deployed plan: from the version before to the one it stands with. */
export interface Plan {
  readonly image: ReadonlyMap<string, string>;
  readonly nearest: ReadonlyMap<string, string>;
  readonly policies: Readonly<Record<string, Policy>>;
}

/** The versions that were published, and the plans that led to them. */
export interface History {
  readonly versions: readonly { readonly scenario: ScenarioInput; readonly plan?: Plan | undefined }[];
  readonly graphGone: boolean;
  readonly options: {
    readonly reRouting: boolean;
    readonly blocking: boolean;
    readonly unmatched: 'block' | 'allow';
  };
}

/** A session as a decision finds it. */
export interface State {
  readonly version: number;
  readonly step: string;
  /** Ids of its graph, the step it is at last. */
  readonly path: readonly string[];
  /** Visited and not on the path any more. */
  readonly detours: readonly string[];
  readonly checkpoints: readonly StepOf[];
  readonly pinned: PinReason | undefined;
  readonly channel: string;
  /** At the start of every deployment. */
  readonly ageDays: number;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly profile: Readonly<Record<string, ProfileField>>;
  readonly progress: Progress | undefined;
}

export interface Progress {
  readonly target: number;
  readonly found: ReadonlyMap<string, Finding>;
  readonly refused: ReadonlySet<string>;
  readonly executed: readonly StepOf[];
}

/** A step of some version. */
export interface StepOf {
  readonly id: string;
  readonly version: number;
}

/** What the engine sends with a turn. */
export interface Turn {
  readonly provided: Readonly<Record<string, unknown>>;
  readonly confirmations: Readonly<Record<string, boolean>>;
  readonly executed: readonly string[];
  /** What the customer said in the conversation, as far as it can be told from their words. */
  readonly said?: ReadonlyMap<string, { readonly value: unknown; readonly sure: boolean }>;
  readonly now: string;
}

/** What should become of the session. */
export type Expected =
  /** Where it is found before the way there is walked, nothing is said of what would be refused on that way. */
  | { readonly kind: 'pin'; readonly reason: PinReason; readonly blocked: boolean | undefined }
  | { readonly kind: 'collect'; readonly ask: readonly string[]; readonly confirm: readonly string[] }
  | { readonly kind: 'execute'; readonly ids: readonly string[] }
  | { readonly kind: 'move'; readonly move: Move }
  | { readonly kind: 'exit' };

export interface Move {
  /** Not every decision on the way was taken: what it led over, and what was refused there, is not known. */
  readonly spared: boolean;
  readonly target: string;
  readonly why: 'own_image' | 're_routed' | 'mapped' | 'relocated' | 'fallback';
  readonly blocked: boolean;
  /** Images of the walked path, the target last. */
  readonly path: readonly string[];
  /** Steps on the way to the target, as far as it is certain. */
  readonly passed: readonly string[];
  /** Skipped steps that were made up for, or waived. */
  readonly joined: readonly string[];
  /** What was found for the fields that the move needed. */
  readonly filled: ReadonlyMap<string, Finding>;
}
