import type { ConversationTurn } from '../../lib/gap-fill/extraction/conversation.ts';
import type { GraphNode } from '../../lib/scenario/graph.ts';
import type { JsonValue } from '../../lib/session/json-value.ts';
import type { Session } from '../../lib/session/model.ts';
import type { Flow } from './flow.ts';
import type { Random } from './random.ts';
import type { Footstep } from './walk.ts';

/** Something that the profile tells about a customer. */
export interface Fact {
  readonly field: string;
  readonly value: JsonValue;
  readonly needsConfirmation: boolean;
}

/** A person in the middle of a conversation. */
export interface Customer {
  readonly flow: Flow;
  readonly sessionId: string;
  readonly customerId: string;
  readonly channel: string;
  readonly ageDays: number;
  /** The way to where the conversation rests. */
  readonly walk: readonly Footstep[];
  readonly facts: readonly Fact[];
  /** What was said before anything is published; the engine sends it with every turn. */
  readonly said: readonly ConversationTurn[];
  /** Walks through the system, visit by visit; the others are imported with their history. */
  readonly walksHere: boolean;
  /** Comes back only after the last versions, over all of them at once. */
  readonly staysAway: boolean;
  readonly random: Random;
  /** Where the conversation is, as the last answer said. */
  place: Place;
}

export interface Place {
  readonly graphVersion: number;
  readonly stepId: string;
  readonly revision: number;
  readonly turn: number;
}

/** Where a session is by what the API says. */
export function placeOf(session: Session): Place {
  return {
    graphVersion: session.graph_version ?? 0,
    stepId: session.active_step_id ?? '',
    revision: session.revision,
    turn: session.turn_count,
  };
}

/** @throws RangeError when the customer is at a step that the graph does not hold */
export function nodeOf({ flow, place, sessionId }: Customer): GraphNode {
  const node = flow.version(place.graphVersion).byId.get(place.stepId);
  if (node) return node;
  throw new RangeError(
    `${sessionId} is at step ${place.stepId}, which version ${place.graphVersion} does not hold`,
  );
}
