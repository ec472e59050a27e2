import type { GraphNode, Way } from '../scenario/graph.ts';
import type { Asked } from './asks.ts';
import type { Heading } from './heading.ts';
import { onEveryWay } from './replay.ts';

type Branches = readonly Pick<Way, 'to'>[];

/** What lies between a fork that is not decided yet and the target of a session. */
export interface Prospect {
  /** Does no forward way lead from this branch to the target? None ever leads to what the entry does not reach. */
  leadsAway(branch: Pick<Way, 'to'>): boolean;
  /** Does it make a difference for the session which of these branches is taken? */
  matters(fork: GraphNode, branches: Branches): boolean;
  /** Steps that the session passes whatever is decided at the fork and beyond it. */
  certain(fork: GraphNode, branches: Branches): readonly GraphNode[];
}

export function prospectOf(
  { route, to, target }: Pick<Heading, 'route' | 'to' | 'target'>,
  asks: (node: GraphNode) => Asked,
): Prospect {
  const { graph, forward } = to;
  const leads = (at: number) => at === target.ordinal || forward.isBefore(at, target.ordinal);
  const leadsAway: Prospect['leadsAway'] = (branch) => target.reachable && !leads(branch.to);
  const between = (from: GraphNode, end: GraphNode): GraphNode[] =>
    [...forward.after(from.ordinal)]
      .filter((at) => at !== end.ordinal && at !== from.ordinal && forward.isBefore(at, end.ordinal))
      .map(graph.node);
  const mayTurn = (node: GraphNode): boolean =>
    route?.forks.get(node.ordinal)?.branches.some(leadsAway) ?? false;
  const asksSomething = (node: GraphNode): boolean => {
    const { fields, action, checkpoint } = asks(node);
    return fields.length > 0 || action || checkpoint;
  };
  return {
    leadsAway,
    matters(fork, branches) {
      if (branches.some(leadsAway)) return true;
      const everyWay = new Set(onEveryWay(to, fork, target));
      return between(fork, target).some(
        (node) => mayTurn(node) || (!everyWay.has(node) && asksSomething(node)),
      );
    },
    certain(fork, branches) {
      if (branches.some(leadsAway)) return [];
      const everyWay = onEveryWay(to, fork, target) ?? [];
      return everyWay.filter((node) => !between(fork, node).some(mayTurn));
    },
  };
}
