import type { GraphNode, ScenarioGraph } from '../scenario/graph.ts';
import type { InsertedNode, Matching } from './model.ts';

/** What a step has that its counterpart in V did not. */
export interface Gain {
  readonly fields: readonly string[];
  readonly requiredAction: boolean;
  readonly checkpoint: boolean;
  readonly rules: boolean;
}

/** An inserted step without what differs from anchor to anchor; its fields are sorted, for their order means nothing. */
export type Insertion = Omit<InsertedNode, 'certainty'>;

/**
 * What a step of W gained over its counterpart: fields, a required action or a checkpoint. It counts as inserted
 * at that step.
 */
function gainOf(from: GraphNode, to: GraphNode): Gain | undefined {
  if (from.hash === to.hash) return undefined;
  const had = new Set(from.step.collects_profile_fields);
  const rules = new Set(from.step.rule_ids);
  const gain: Gain = {
    fields: [...new Set(to.step.collects_profile_fields)].filter((field) => !had.has(field)),
    requiredAction: to.step.is_required_action && !from.step.is_required_action,
    checkpoint: to.step.is_checkpoint && !from.step.is_checkpoint,
    rules: to.step.rule_ids.some((rule) => !rules.has(rule)),
  };
  return gain.fields.length > 0 || gain.requiredAction || gain.checkpoint ? gain : undefined;
}

/** What each edited step of W gained, by its ordinal in W. */
export function gainsByEdit(
  v1: ScenarioGraph,
  v2: ScenarioGraph,
  matching: Matching,
): ReadonlyMap<number, Gain> {
  const gains = new Map<number, Gain>();
  for (const match of matching.matches) {
    if (match.match !== 'edited') continue;
    const from = v1.byId.get(match.v1);
    const to = v2.byId.get(match.v2);
    const gain = from && to && gainOf(from, to);
    if (gain) gains.set(to.ordinal, gain);
  }
  return gains;
}

/** A step that is new, or that is now upstream of an anchor because it was moved: all of it counts. */
export function wholeInsertion(node: GraphNode): Insertion {
  return {
    node_id: node.id,
    node_name: node.step.name,
    collects_fields: [...new Set(node.step.collects_profile_fields)].sort(),
    has_rules: node.step.rule_ids.length > 0,
    is_required_action: node.step.is_required_action,
    is_checkpoint: node.step.is_checkpoint,
    gained_by_edit: false,
  };
}

/** A step that has more to it than it had: the difference counts. */
export function gainedInsertion(node: GraphNode, gain: Gain): Insertion {
  return {
    node_id: node.id,
    node_name: node.step.name,
    collects_fields: gain.fields.toSorted(),
    has_rules: gain.rules,
    is_required_action: gain.requiredAction,
    is_checkpoint: gain.checkpoint,
    gained_by_edit: true,
  };
}

/** Does a session that never passed this step lack something: a field, an action to execute, a checkpoint? */
export function asksSomething(insertion: Insertion): boolean {
  return insertion.collects_fields.length > 0 || insertion.is_required_action || insertion.is_checkpoint;
}
