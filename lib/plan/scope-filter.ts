import { type Condition, compileCondition, type FieldDefinitions } from '../conditions/cel.ts';
import type { Problem } from '../errors.ts';
import type { ScopeFilter } from './model.ts';

/** What a scope filter looks at. */
export interface ScopeSubject {
  readonly channel: string;
  /** At the deployment's start; a day has fractions. */
  readonly ageDays: number;
  readonly stepName: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

const MS_PER_DAY = 86_400_000;

/** How old a session is at a time; a day has fractions. */
export const ageInDays = (created: string, at: string): number =>
  (Date.parse(at) - Date.parse(created)) / MS_PER_DAY;

export type ScopeVerdict = { readonly inScope: true } | { readonly inScope: false; readonly reason: string };

const IN_SCOPE: ScopeVerdict = { inScope: true };
const out = (reason: string): ScopeVerdict => ({ inScope: false, reason });

/** What custom conditions may refer to. */
const FIELDS: FieldDefinitions = {
  channel: { type: 'string', examples: [] },
  age_days: { type: 'number', examples: [] },
  step_name: { type: 'string', examples: [] },
};
const compile = (condition: string): Condition => compileCondition(condition, FIELDS, { variables: {} });

/**
 * Whether a plan may touch a session: every part of the filter must hold, and exclude beats include. What cannot
 * be decided leaves the session where it is.
 */
export function inScope(filter: ScopeFilter, subject: ScopeSubject): ScopeVerdict {
  const { channel, ageDays, stepName } = subject;
  const { min_session_age_days: min, max_session_age_days: max } = filter;
  if (filter.exclude_channels.includes(channel)) return out(`channel ${channel} is excluded`);
  if (isLeftOut(filter.include_channels, channel)) return out(`channel ${channel} is not included`);
  if (filter.exclude_current_nodes.includes(stepName)) return out(`step "${stepName}" is excluded`);
  if (isLeftOut(filter.include_current_nodes, stepName)) return out(`step "${stepName}" is not included`);
  if (min !== undefined && ageDays < min) return out(`younger than ${min} days`);
  if (max !== undefined && ageDays > max) return out(`older than ${max} days`);
  for (const condition of filter.custom_conditions) {
    const verdict = evaluate(condition, subject);
    if (!verdict.inScope) return verdict;
  }
  return IN_SCOPE;
}

/** An empty list of what is included includes everything. */
const isLeftOut = (included: readonly string[], value: string): boolean =>
  included.length > 0 && !included.includes(value);

function evaluate(text: string, { channel, ageDays, stepName, variables }: ScopeSubject): ScopeVerdict {
  const condition = compile(text);
  if (condition.kind === 'foreign') return out(`condition "${text}" is not CEL`);
  switch (condition.evaluate({ channel, age_days: ageDays, step_name: stepName, variables })) {
    case true:
      return IN_SCOPE;
    case false:
      return out(`condition "${text}" does not hold`);
    default:
      return out(`condition "${text}" cannot be evaluated for this session`);
  }
}

/**
 * What is wrong with a filter as an operator sends it.
 * @param place its place in the request
 */
export function validateScopeFilter(filter: ScopeFilter, place = 'scope_filter'): Problem[] {
  const problems: Problem[] = [];
  const { min_session_age_days: min, max_session_age_days: max } = filter;
  if (min !== undefined && max !== undefined && min > max) {
    problems.push({
      path: `${place}.min_session_age_days`,
      code: 'empty_age_range',
      message: `no session is at least ${min} and at most ${max} days old`,
    });
  }
  for (const [index, text] of filter.custom_conditions.entries()) {
    if (compile(text).kind === 'cel') continue;
    problems.push({
      path: `${place}.custom_conditions[${index}]`,
      code: 'condition_not_cel',
      message: 'must be a CEL condition over channel, age_days, step_name and variables',
    });
  }
  return problems;
}
