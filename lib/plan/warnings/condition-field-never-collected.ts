import type { Warning } from '../model.ts';
import type { Facts } from './facts.ts';
import { conditionWarning, forksWhere } from './fork-conditions.ts';
import { counted, listed } from './wording.ts';

/** A new fork needs a field that no step collects and no definition names: it can never be asked for. */
export function conditionFieldNeverCollected(facts: Facts): Warning[] {
  const { steps, field_definitions: definitions = {} } = facts.diff.v2.graph.scenario;
  const known = new Set([
    ...Object.keys(definitions),
    ...steps.flatMap((step) => step.collects_profile_fields),
  ]);
  const isUnknown = (field: string): boolean => !known.has(field);
  return forksWhere(facts, (branch) => branch.condition_fields.some(isUnknown)).map((finding) => {
    const fields = finding.branches.flatMap((branch) => branch.condition_fields.filter(isUnknown));
    return conditionWarning(
      finding,
      'condition_field_never_collected',
      `The new fork "${finding.fork.fork_node_name}" needs ${listed(fields)}, which no step collects and no field ` +
        `definition names: where the value is not there, ${counted(facts, finding.sessions)} beyond it stay on ` +
        'their way. Add a step that collects it, or a field definition so that it can be asked for.',
    );
  });
}
