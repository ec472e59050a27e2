import type { Warning } from '../model.ts';
import { ambiguousMatch } from './ambiguous-match.ts';
import { checkpointBlockingDisabled } from './checkpoint-blocking-disabled.ts';
import { checkpointWouldBeSkipped } from './checkpoint-would-be-skipped.ts';
import { conditionFieldNeverCollected } from './condition-field-never-collected.ts';
import { conditionNotEvaluable } from './condition-not-evaluable.ts';
import type { Facts, Rule } from './facts.ts';
import { imageBeforeCheckpoint } from './image-before-checkpoint.ts';
import { requiredActionLate } from './required-action-late.ts';
import { sessionsOnOlderVersions } from './sessions-on-older-versions.ts';
import { stepDeleted } from './step-deleted.ts';
import { stepEdited } from './step-edited.ts';
import { stepUnreachable } from './step-unreachable.ts';
import { targetBeforeCheckpoint } from './target-before-checkpoint.ts';

const RULES: readonly Rule[] = [
  checkpointBlockingDisabled,
  targetBeforeCheckpoint,
  imageBeforeCheckpoint,
  checkpointWouldBeSkipped,
  stepDeleted,
  conditionNotEvaluable,
  conditionFieldNeverCollected,
  requiredActionLate,
  ambiguousMatch,
  stepEdited,
  stepUnreachable,
  sessionsOnOlderVersions,
];

/** So many warnings of one kind are listed one by one; a plan of 5,000 steps must stay readable and fit its item. */
const MOST_OF_A_KIND = 100;
const SEVERITIES: readonly Warning['severity'][] = ['critical', 'warning', 'info'];

/** What every rule finds, the gravest first. `others` are warnings that are found elsewhere. */
export function findWarnings(facts: Facts, others: readonly Warning[]): Warning[] {
  const found = [...RULES.flatMap((rule) => rule(facts)), ...others];
  return SEVERITIES.flatMap((severity) => {
    const byCode = Map.groupBy(
      found.filter((warning) => warning.severity === severity),
      (warning) => warning.code,
    );
    return [...byCode.values()].flatMap(abridged);
  });
}

function abridged(warnings: readonly Warning[]): readonly Warning[] {
  const rest = warnings.slice(MOST_OF_A_KIND);
  const [first] = rest;
  if (!first || rest.length === 1) return warnings;
  return [
    ...warnings.slice(0, MOST_OF_A_KIND),
    {
      severity: first.severity,
      code: first.code,
      anchor_name: `${rest.length} more`,
      message: `${rest.length} more warnings of this kind, beginning with: ${first.message}`,
      affected_sessions_estimate: rest.reduce((sum, each) => sum + each.affected_sessions_estimate, 0),
    },
  ];
}
