import type { Question, Verdicts } from '../conditions/natural.ts';
import type { Config } from '../config/config.ts';
import type { MigrationScenario } from '../diff/model.ts';
import type { WantedField } from '../gap-fill/extraction/provider.ts';
import type { PhoneReader } from '../gap-fill/phone-reader.ts';
import type { ExtractedValue } from '../gap-fill/resolve-fields.ts';
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
  /**
   * Deployed plans lead there. Where the session's graph is gone, its outline, kept with the first of them, tells
   * what it was; but there is no staying on it.
   */
  | { readonly kind: 'planned'; readonly route: Route; readonly to: MappedGraph; readonly gone: boolean }
  /** A plan is gone: the session's own record has to do. Without a route the old graph is gone as well. */
  | { readonly kind: 'unplanned'; readonly route: Route | undefined; readonly to: MappedGraph };

/** Is the graph that the session is on still there, so that it may stay? */
export const canStay = (passage: Passage): boolean =>
  passage.kind === 'planned' ? !passage.gone : passage.route !== undefined;

/** What the customer and the engine know; loaded only when a decision asks for it. */
export interface KnownValues {
  readonly variables: Values;
  readonly profile: Readonly<Record<string, ProfileField>>;
}

/** What was understood of the conversation on the way to this decision. */
export interface Understood {
  /** Stands for what the customer said so far: once there is more, it is another one. Empty where it is nothing. */
  readonly said: string;
  /** Fields that were searched for, with what was found. */
  readonly searched: ReadonlyMap<string, ExtractedValue | undefined>;
  /** Fields that could not be searched for; they are asked for. */
  readonly failed: ReadonlySet<string>;
  /** What conditions in natural language come to. */
  readonly verdicts: Verdicts;
}

/** Everything a decision is taken from. Data only: no clock, no store. */
export interface Situation {
  readonly session: SessionRecord;
  readonly published: Published;
  readonly passage: Passage;
  readonly input: ReconcileInput;
  readonly known?: KnownValues | undefined;
  /** Conditions in natural language can be judged. */
  readonly judges: boolean;
  /** Comes with what is known; absent where extraction is switched off. */
  readonly understood?: Understood | undefined;
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

/** What became of a session that no plan led on. */
export type Fallback = 'same_content' | 'walked_path' | 'entry' | 'pinned' | 'exit';

interface Common {
  readonly reason: string;
  readonly trace: readonly string[];
  /** The plan that the outcome counts for. */
  readonly plan_id?: string | undefined;
  readonly anchor_key?: string | undefined;
  readonly fallback?: Fallback | undefined;
}

export interface Move extends Common {
  readonly kind: 'move';
  readonly target: GraphNode;
  readonly why: 'own_image' | 'mapped' | 'relocated' | 'fallback' | 're_routed';
  readonly scenario: MigrationScenario;
  readonly walk: Walk;
  readonly checkpoints: readonly CheckpointInfo[];
  readonly filled: readonly GapFillResult[];
  readonly blocked?: Block | undefined;
  /** A checkpoint would have forbidden this move, and the operator switched that off. */
  readonly overridden?: CheckpointInfo | undefined;
}

export interface Pin extends Common {
  readonly kind: 'pin';
  readonly pin: PinReason;
  readonly blocked?: Block | undefined;
}

/** The session stays where it is until the engine comes back with what it is asked for. */
interface Asking extends Common {
  readonly results: readonly GapFillResult[];
  readonly progress: MigrationProgress;
}

export interface Collect extends Asking {
  readonly kind: 'collect';
  readonly collect: readonly string[];
  readonly confirm: readonly GapFillResult[];
}

export interface Execute extends Asking {
  readonly kind: 'execute';
  readonly actions: readonly GraphNode[];
}

export interface Exit extends Common {
  readonly kind: 'exit';
  readonly blocked?: Block | undefined;
}

/** Asks for the variables and the profile, and to be called again with them. */
export interface NeedValues {
  readonly kind: 'need_values';
}

/** Asks for the conversation to be searched for these fields, all at once. */
export interface NeedSearch {
  readonly kind: 'need_search';
  readonly fields: readonly WantedField[];
}

/** Asks for the judgement of a fork's conditions in natural language. */
export interface NeedJudgement {
  readonly kind: 'need_judgement';
  readonly question: Question;
}

/** A decision that stands. */
export type Decided = Move | Pin | Collect | Execute | Exit;
/** What a decision lacks. */
export type Need = NeedValues | NeedSearch | NeedJudgement;
export type Decision = Decided | Need;

/** The checkpoint that forbade a move, told once the session has its place: moved elsewhere, pinned, or out. */
export const blockOf = (decision: Decided): Block | undefined =>
  'blocked' in decision ? decision.blocked : undefined;

export const NEED_VALUES: NeedValues = { kind: 'need_values' };
