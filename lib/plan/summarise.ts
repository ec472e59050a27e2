import type { Diff } from '../diff/diff.ts';
import { fieldNeeds, fieldWarnings, toFieldsToCollect } from './fields-to-collect.ts';
import type { MigrationSummary } from './model.ts';
import { type Circumstances, gatherFacts } from './warnings/facts.ts';
import { findWarnings } from './warnings/rules.ts';

/** What a plan means, in numbers and in warnings. Pure: computed again whenever a policy changes. */
export function summarise(diff: Diff, input: Circumstances): MigrationSummary {
  const facts = gatherFacts(diff, input);
  const needs = fieldNeeds(facts);
  const { anchors, deleted_nodes, new_node_ids } = diff.map;
  const ofClass = (scenario: (typeof anchors)[number]['scenario']): number =>
    anchors.filter((anchor) => anchor.scenario === scenario).length;
  return {
    total_anchors: anchors.length,
    anchors_with_clean_graft: ofClass('clean_graft'),
    anchors_with_gap_fill: ofClass('gap_fill'),
    anchors_with_re_route: ofClass('re_route'),
    nodes_edited: diff.matching.matches.filter((match) => match.match === 'edited').length,
    nodes_deleted: deleted_nodes.length,
    nodes_added: new_node_ids.length,
    estimated_sessions_affected: Object.values(input.sessionsByAnchor).reduce((sum, count) => sum + count, 0),
    sessions_by_anchor: { ...input.sessionsByAnchor },
    older_sessions_by_version: { ...input.olderSessionsByVersion },
    estimate_complete: input.estimateComplete,
    warnings: findWarnings(facts, fieldWarnings(facts, needs)),
    fields_to_collect: toFieldsToCollect(facts, needs),
  };
}
