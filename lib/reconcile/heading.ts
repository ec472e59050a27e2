import type { AnchorMigrationPolicy } from '../plan/model.ts';
import type { GraphNode } from '../scenario/graph.ts';
import type { CheckpointInfo } from '../session/model.ts';
import type { PassedCheckpoints } from './checkpoints.ts';
import type { Block, Fallback, Move } from './decision.ts';
import type { Executed } from './executed.ts';
import type { WalkImages } from './images.ts';
import type { MappedGraph, Route } from './route.ts';

/** A step of W that a session goes to; what is left is what it skipped on the way. */
export interface Heading {
  /** Absent where nobody knows what the session's graph was: then no step gained anything, and no fork is new. */
  readonly route: Route | undefined;
  readonly to: MappedGraph;
  readonly target: GraphNode;
  readonly why: Exclude<Move['why'], 're_routed'>;
  /** The own image, where no checkpoint forbids it: the place of a session whose jump is refused. */
  readonly own: GraphNode | undefined;
  readonly fallback?: Fallback | undefined;
  /** What was decided about a step of W that the session skipped. */
  policyFor(node: GraphNode): AnchorMigrationPolicy;
  readonly checkpoints: PassedCheckpoints;
  readonly executed: Executed;
  readonly images: WalkImages;
  readonly trace: readonly string[];
  readonly plan_id?: string | undefined;
  readonly anchor_key?: string | undefined;
  readonly blocked: Block | undefined;
  readonly overridden: CheckpointInfo | undefined;
  /** A fork whose branch a checkpoint refused: the session stays on its way there and from there on. */
  readonly staysAt?: GraphNode | undefined;
}
