import type { ASTNode } from '@marcbachmann/cel-js';

/** What a condition comes to: unknown when it cannot be evaluated, though nothing is missing. */
export type Verdict = boolean | { readonly missing: readonly string[] } | 'unknown';

/** CEL's values by field name; what is absent has no entry. */
export type CelValues = Readonly<Record<string, unknown>>;

export type Evaluate = (values: CelValues) => Verdict;

/**
 * Evaluates the logical structure of an expression part by part, so that only those missing values are named that
 * would make a difference: for `a == 1 || b == 2` none when `a` is 1, and only `b` when `a` is 3.
 * @param compile makes the evaluation of a part that is not itself made of conditions
 */
export function evaluation(node: ASTNode, compile: (part: ASTNode) => Evaluate): Evaluate {
  switch (node.op) {
    case '&&':
    case '||': {
      const decisive = node.op === '||';
      const [left, right] = node.args.map((part) => evaluation(part, compile));
      if (!left || !right) return () => 'unknown';
      return (values) => {
        const first = left(values);
        if (first === decisive) return decisive;
        const second = right(values);
        if (second === decisive) return decisive;
        return first === !decisive && second === !decisive ? !decisive : undecided(first, second);
      };
    }
    case '!_': {
      const inner = evaluation(node.args, compile);
      return (values) => {
        const verdict = inner(values);
        return typeof verdict === 'boolean' ? !verdict : verdict;
      };
    }
    case '?:': {
      const [condition, yes, no] = node.args.map((part) => evaluation(part, compile));
      if (!condition || !yes || !no) return () => 'unknown';
      return (values) => {
        const verdict = condition(values);
        return typeof verdict === 'boolean' ? (verdict ? yes : no)(values) : verdict;
      };
    }
    default:
      return compile(node);
  }
}

/** Everything that is missing; a part that is unknown may not matter once it is there. */
function undecided(...verdicts: readonly Verdict[]): Verdict {
  const missing = verdicts.flatMap((verdict) => (typeof verdict === 'object' ? verdict.missing : []));
  return missing.length > 0 ? { missing: [...new Set(missing)] } : 'unknown';
}
