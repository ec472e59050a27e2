import type { GraphNode } from '../scenario/graph.ts';
import type { Passing } from './replay.ts';

/** Where a session may go on from a step: along its way, or to the branch of a new fork. */
export type WayOn = 'along' | GraphNode;
export const ALONG: readonly WayOn[] = ['along'];

/** What is known of the steps ahead. */
export interface Outlook {
  /** Something is missing there, is to be executed, or was skipped and cannot be. */
  asks(node: GraphNode): boolean;
  /** It has an action that is still to be executed. */
  acts(node: GraphNode): boolean;
  /** It is a checkpoint that was not passed, and nobody may skip it. */
  skips(node: GraphNode): boolean;
  /**
   * Every way that is possible; none where the session may be led away from its target.
   * @param mayChange an action that comes before may find out other values
   * @param met steps that lie behind: what leads there leads back
   */
  waysOn(node: GraphNode, mayChange: boolean, met: ReadonlySet<GraphNode>): readonly WayOn[];
}

/** What lies between a fork that cannot be decided yet and the target, whatever is decided. */
export interface Prospect {
  /** Every way asks the same of the session: nobody needs to know which one is taken. */
  readonly same: boolean;
  /** A checkpoint that is skipped for certain; on each way the first, where it depends on the way which one it is. */
  readonly skipped: GraphNode | undefined;
  /** What is asked, where it is the same. */
  readonly asking: ReadonlySet<GraphNode>;
}

const UNKNOWN: Prospect = { same: false, skipped: undefined, asking: new Set() };

/** So many open forks one after the other are looked through; what lies beyond them shows once they are decided. */
const MAX_DEPTH = 500;

/**
 * Looks through every way on from a fork, and from those that may come after it.
 * @param met steps that lie behind, the fork among them: they ask and decide nothing any more
 */
export function prospectOf(
  fork: Passing,
  mayChange: boolean,
  met: ReadonlySet<GraphNode>,
  outlook: Outlook,
): Prospect {
  const known = new Map<string, Prospect>();

  const onAll = (
    at: Passing,
    ways: readonly WayOn[],
    unsure: boolean,
    passed: ReadonlySet<GraphNode>,
    depth: number,
  ): Prospect => {
    const key = `${at.node.ordinal} ${at.left} ${at.standsIn} ${unsure}`;
    const seen = known.get(key);
    if (seen || depth > MAX_DEPTH) return seen ?? UNKNOWN;
    // Of going round in circles nothing is known.
    known.set(key, UNKNOWN);
    const prospect = join(ways.map((way) => from(stepOn(at, way), unsure, passed, depth)));
    known.set(key, prospect);
    return prospect;
  };
  const from = (
    start: Passing | undefined,
    mayHaveChanged: boolean,
    before: ReadonlySet<GraphNode>,
    depth: number,
  ): Prospect => {
    const asking = new Set<GraphNode>();
    const passed = new Set(before);
    let skipped: GraphNode | undefined;
    let unsure = mayHaveChanged;
    for (let at = start; at; ) {
      const { node } = at;
      const isBehind = passed.has(node);
      passed.add(node);
      if (!isBehind) {
        if (outlook.asks(node)) asking.add(node);
        if (outlook.skips(node)) skipped ??= node;
        unsure ||= outlook.acts(node);
      }
      const ways = isBehind ? ALONG : outlook.waysOn(node, unsure, passed);
      const [way, ...others] = ways;
      if (!way || others.length > 0) {
        const rest = onAll(at, ways, unsure, passed, depth + 1);
        return {
          same: rest.same,
          skipped: skipped ?? rest.skipped,
          asking: new Set([...asking, ...rest.asking]),
        };
      }
      at = stepOn(at, way);
    }
    return { same: true, skipped, asking };
  };
  return onAll(fork, outlook.waysOn(fork.node, mayChange, met), mayChange, met, 0);
}

const stepOn = (at: Passing, way: WayOn): Passing | undefined => at.next(way === 'along' ? undefined : way);

function join(prospects: readonly Prospect[]): Prospect {
  const [first, ...others] = prospects;
  if (!first) return UNKNOWN;
  return {
    same: first.same && others.every(({ same, asking }) => same && equal(asking, first.asking)),
    skipped: others.every((each) => each.skipped) ? first.skipped : undefined,
    asking: first.asking,
  };
}

const equal = <T>(a: ReadonlySet<T>, b: ReadonlySet<T>): boolean =>
  a.size === b.size && [...a].every((each) => b.has(each));
