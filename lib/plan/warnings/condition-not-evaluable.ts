import type { Warning } from '../model.ts';
import type { Facts } from './facts.ts';
import { conditionWarning, forksWhere } from './fork-conditions.ts';
import { counted, listed } from './wording.ts';

/** A new fork decides by something that is no expression: without a language model its outcome is unknown. */
export function conditionNotEvaluable(facts: Facts): Warning[] {
  // What any step collects is a field of the session sooner or later, whether or not the condition names it.
  const collected = facts.diff.v2.graph.nodes.flatMap((node) => node.step.collects_profile_fields);
  const findings = forksWhere(
    facts,
    (branch) => !facts.isEvaluable(branch.condition_text, [...branch.condition_fields, ...collected]),
  );
  return findings.map((finding) =>
    conditionWarning(
      finding,
      'condition_not_evaluable',
      `The new fork "${finding.fork.fork_node_name}" decides by ` +
        `${listed(
          finding.branches.map((branch) => branch.condition_text),
          3,
          '`',
        )}, which cannot be evaluated as an expression. ` +
        `Unless a language model decides, ${counted(facts, finding.sessions)} beyond it stay on their way. ` +
        'Write it as CEL over the condition fields, such as `age < 18`, and define those fields.',
    ),
  );
}
