import { compileCondition, mayBeCel } from '../conditions/cel.ts';
import type { Verdict } from '../conditions/verdict.ts';
import { decision } from '../diff/forks.ts';
import type { ForkFinding } from '../diff/model.ts';
import type { GraphNode, Way } from '../scenario/graph.ts';
import { NEED_VALUES, type NeedValues } from './decision.ts';
import type { FieldValues } from './field-values.ts';
import type { MappedGraph } from './route.ts';

/** What a new fork comes to for a session; `fields` are those that were looked at. */
export type ForkVerdict = { readonly fields: readonly string[] } & (
  | { readonly kind: 'taken'; readonly branch: Way }
  /** The customer goes on as before: a branch is taken that is not new. */
  | { readonly kind: 'old_branch' }
  /** It depends on values that somebody can be asked for; until then these branches are possible. */
  | {
      readonly kind: 'needs';
      readonly missing: readonly string[];
      /** The new ones among them. */
      readonly possible: readonly Way[];
      /** The customer may also go on as before. */
      readonly mayStay: boolean;
    }
  | { readonly kind: 'unknown'; readonly because: string }
);

/**
 * Decides at a new fork: branches by priority, then order, "otherwise" last. The first branch that nothing the
 * customer could say decides leaves the fork unknown; what comes after a branch that is taken is not looked at.
 * @param mayChange values may be others once it is decided: only what looks at none is certain
 */
export function decideFork(
  fork: GraphNode,
  { branches }: ForkFinding,
  to: MappedGraph,
  values: FieldValues | undefined,
  mayChange = false,
): ForkVerdict | NeedValues {
  const isNew = (way: Way) => branches.some((each) => each.to === way.to && each.condition === way.condition);
  const fields: string[] = [];
  const open: Way[] = [];
  let missing: readonly string[] = [];
  let taken: Way | undefined;
  let because = 'none of its conditions holds';
  for (const way of decision(fork.ways)) {
    const condition = read(way, values);
    if (condition === 'need_values') return NEED_VALUES;
    fields.push(...condition.fields);
    const isOpen = mayChange && condition.fields.length > 0;
    const verdict = isOpen ? { missing: condition.fields } : condition.verdict;
    if (verdict === false) continue;
    if (verdict === true) {
      taken = way;
      break;
    }
    const lacks = verdict === 'unknown' ? [] : verdict.missing;
    const askable = lacks.filter((name) => isOpen || to.askable.has(name));
    if (askable.length === 0) {
      const why =
        lacks.length > 0 ? `needs ${lacks.join(', ')}, which nobody collects` : 'cannot be evaluated';
      because = `"${way.condition}" ${why}`;
      break;
    }
    if (open.length === 0) missing = askable;
    open.push(way);
  }

  const possible = taken ? [...open, taken] : open;
  if (possible.length === 0) return { kind: 'unknown', because, fields };
  if (!possible.some(isNew)) return { kind: 'old_branch', fields };
  if (taken && possible.every((way) => way.to === taken.to)) return { kind: 'taken', branch: taken, fields };
  const mayStay = !taken || !possible.every(isNew);
  return { kind: 'needs', missing, possible: possible.filter(isNew), mayStay, fields };
}

interface Reading {
  readonly verdict: Verdict;
  readonly fields: readonly string[];
}

const UNKNOWN: Reading = { verdict: 'unknown', fields: [] };

/** Whether a branch's condition holds. What is not CEL needs understanding, and is unknown without it. */
function read(way: Way, values: FieldValues | undefined): Reading | 'need_values' {
  if (way.condition === '') return { verdict: true, fields: [] };
  if (!mayBeCel(way.condition)) return UNKNOWN;
  if (!values) return 'need_values';
  const condition = compileCondition(way.condition, values.definitions, values.candidates(), way.fields);
  if (condition.kind === 'foreign') return UNKNOWN;
  const certain = condition.fields.flatMap((name) => {
    const { filled, value } = values.result(name);
    return filled ? [[name, value] as const] : [];
  });
  return { verdict: condition.evaluate(Object.fromEntries(certain)), fields: condition.fields };
}
