import type { Config } from '../config/config.ts';
import type { MigrationScenario } from '../diff/model.ts';
import type { PhoneReader } from '../gap-fill/phone-reader.ts';
import type { GraphNode } from '../scenario/graph.ts';
import type {
  CheckpointInfo,
  GapFillResult,
  MigrationProgress,
  PinReason,
  ProfileField,
  Values,
} from '../session/model.ts';
import type { Published, SessionRecord } from '../session/record.ts';
import type { Walk } from '../session/walked-path.ts';
import type { ReconcileInput } from './model.ts';
import type { MappedGraph, Route } from './route.ts';

/** How a session gets from its graph to the published one. */
export type Passage =
  /** Deployed plans lead there and both graphs are at hand. */
  | { readonly kind: 'planned'; readonly route: Route; readonly to: MappedGraph }
  /** A plan is gone: the session's own record has to do. Without a route the old graph is gone as well. */
  | { readonly kind: 'unplanned'; readonly route: Route | undefined; readonly to: MappedGraph };

/** What the customer and the engine know; loaded only when a decision asks for it. */
export interface KnownValues {
  readonly variables: Values;
  readonly profile: Readonly<Record<string, ProfileField>>;
}

/** Everything a decision is taken from. Data only: no clock, no store. */
export interface Situation {
  readonly session: SessionRecord;
  readonly published: Published;
  readonly passage: Passage;
  readonly input: ReconcileInput;
  readonly known?: KnownValues | undefined;
  readonly config: Config;
  readonly now: string;
  /** Reads phone numbers, where the published version asks for any. */
  readonly readPhone?: PhoneReader | undefined;
}

/** A checkpoint that forbade a move. */
export interface Block {
  readonly checkpoint: CheckpointInfo;
  readonly refused: GraphNode;
}

interface Common {
  readonly reason: string;
  readonly trace: readonly string[];
  /** The plan that the outcome counts for. */
  readonly plan_id?: string | undefined;
  readonly anchor_key?: string | undefined;
  readonly blocked?: Block | undefined;
}

export interface Move extends Common {
  readonly kind: 'move';
  readonly target: GraphNode;
  readonly entry: 'resume' | 'enter';
  readonly why: 'own_image' | 'mapped' | 'relocated' | 'fallback';
  readonly scenario: MigrationScenario;
  readonly walk: Walk;
  readonly checkpoints: readonly CheckpointInfo[];
  readonly filled: readonly GapFillResult[];
  /** A checkpoint would have forbidden this jump, and the operator switched that off. */
  readonly overridden?: CheckpointInfo | undefined;
}

export interface Pin extends Common {
  readonly kind: 'pin';
  readonly pin: PinReason;
  /** `update_downstream: false`: it stays on its graph and counts as the published version. */
  readonly counts_as_published: boolean;
}

export interface Collect extends Common {
  readonly kind: 'collect';
  readonly results: readonly GapFillResult[];
  readonly collect: readonly string[];
  readonly confirm: readonly GapFillResult[];
  readonly progress: MigrationProgress;
}

export interface Exit extends Common {
  readonly kind: 'exit';
}

/** Asks for values, and to be called again with them. */
export interface NeedValues {
  readonly kind: 'need';
  readonly what: 'values';
}

export type Decision = Move | Pin | Collect | Exit | NeedValues;
