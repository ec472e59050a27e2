import { compileCondition, mayBeCel } from '../conditions/cel.ts';
import { type Question, type Verdicts, verdictKey } from '../conditions/natural.ts';
import type { Verdict } from '../conditions/verdict.ts';
import { decision } from '../diff/forks.ts';
import type { ForkFinding } from '../diff/model.ts';
import type { GraphNode, Way } from '../scenario/graph.ts';
import type { Values } from '../session/model.ts';
import { NEED_VALUES, type NeedValues } from './decision.ts';
import type { FieldValues } from './field-values.ts';
import type { MappedGraph } from './route.ts';

/** What a new fork comes to for a session; `fields` are those that were looked at. */
export type ForkVerdict = { readonly fields: readonly string[] } & (
  | { readonly kind: 'taken'; readonly branch: Way }
  /** The customer goes on as before: a branch is taken that is not new. */
  | { readonly kind: 'old_branch' }
  /** It depends on values that somebody can be asked for, or on a judgement; until then these branches are possible. */
  | {
      readonly kind: 'needs';
      readonly missing: readonly string[];
      /** Where no value is missing: what is to be judged. */
      readonly question: Question | undefined;
      /** The new ones among them. */
      readonly possible: readonly Way[];
      /** The customer may also go on as before. */
      readonly mayStay: boolean;
    }
  | { readonly kind: 'unknown'; readonly because: string }
);

/** What a decision at a fork is taken from. */
export interface ForkFacts {
  readonly to: MappedGraph;
  readonly values: FieldValues | undefined;
  /** What conditions in natural language come to; absent where no model can tell. */
  readonly verdicts: Verdicts | undefined;
  /** Values may be others once it is decided: only what looks at none is certain. */
  readonly mayChange: boolean;
}

/**
 * Decides at a new fork: branches by priority, then order, "otherwise" last. The first branch that nothing the
 * customer could say decides leaves the fork unknown; what comes after a branch that is taken is not looked at.
 */
export function decideFork(
  fork: GraphNode,
  { branches }: ForkFinding,
  facts: ForkFacts,
): ForkVerdict | NeedValues {
  const isNew = (way: Way) => branches.some((each) => each.to === way.to && each.condition === way.condition);
  const ways = decision(fork.ways);
  const fields: string[] = [];
  const open: Way[] = [];
  let missing: readonly string[] = [];
  let question: Question | undefined;
  let mayComeToNothing = false;
  let taken: Way | undefined;
  let because = 'none of its conditions holds';
  for (const way of ways) {
    const condition = read(way, ways, facts);
    if (condition === 'need_values') return NEED_VALUES;
    fields.push(...condition.fields);
    const { verdict } = condition;
    if (verdict === 'to_be_judged') {
      if (open.length === 0) question = condition.question;
      mayComeToNothing = true;
      open.push(way);
      continue;
    }
    const isOpen = facts.mayChange && condition.fields.length > 0;
    if (verdict === false && !isOpen) continue;
    if (verdict === true && !isOpen) {
      taken = way;
      break;
    }
    const lacks = isOpen ? condition.fields : typeof verdict === 'object' ? verdict.missing : [];
    const askable = lacks.filter((name) => isOpen || facts.to.askable.has(name));
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
  if (taken && !mayComeToNothing && possible.every((way) => way.to === taken.to)) {
    return { kind: 'taken', branch: taken, fields };
  }
  const mayStay = mayComeToNothing || !taken || !possible.every(isNew);
  return { kind: 'needs', missing, question, possible: possible.filter(isNew), mayStay, fields };
}

type Reading = { readonly fields: readonly string[] } & (
  | { readonly verdict: Verdict }
  | { readonly verdict: 'to_be_judged'; readonly question: Question }
);

/** Whether a branch's condition holds. */
function read(way: Way, ways: readonly Way[], facts: ForkFacts): Reading | 'need_values' {
  const { values, verdicts } = facts;
  if (way.condition === '') return { verdict: true, fields: [] };
  if (!mayBeCel(way.condition) && !verdicts) return { verdict: 'unknown', fields: [] };
  if (!values) return 'need_values';
  const condition = celOf(way, values);
  if (condition.kind === 'foreign') return judged(way, ways, values, facts);
  const certain = valuesOf(condition.fields, values);
  return { verdict: condition.evaluate(certain), fields: condition.fields };
}

/**
 * What is not CEL needs understanding, and is unknown without it. All that a fork needs judged is asked at once. A
 * verdict that cannot be given may be for lack of a value that the condition names.
 */
function judged(way: Way, ways: readonly Way[], values: FieldValues, facts: ForkFacts): Reading {
  const { verdicts, to, mayChange } = facts;
  if (!verdicts) return { verdict: 'unknown', fields: [] };
  const foreign = ways.filter((each) => each.condition !== '' && celOf(each, values).kind === 'foreign');
  const named = [...new Set(foreign.flatMap((each) => each.fields))];
  // A model is told what the conditions are about, and where they do not say, what customers can be asked for.
  const known = valuesOf(named.length > 0 ? named : [...to.askable].sort(), values);
  const verdict = verdicts.get(verdictKey(way.condition, known));
  if (verdict === undefined || mayChange) {
    const conditions = [...new Set(foreign.map((each) => each.condition))];
    const question = { conditions, known };
    return { verdict: 'to_be_judged', question, fields: way.fields };
  }
  const missing = way.fields.filter((name) => to.askable.has(name) && !values.result(name).filled);
  return { verdict: verdict === 'unknown' && missing.length > 0 ? { missing } : verdict, fields: way.fields };
}

const celOf = (way: Way, values: FieldValues) =>
  compileCondition(way.condition, values.definitions, values.candidates(), way.fields);

/** The values of these fields that are there and certain. */
const valuesOf = (names: readonly string[], values: FieldValues): Values =>
  Object.fromEntries(
    names.flatMap((name) => {
      const { filled, value } = values.result(name);
      return filled && value !== undefined ? [[name, value]] : [];
    }),
  );
