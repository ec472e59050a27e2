import { findNewForks } from '../diff/forks.ts';
import { type Gain, gainsByEdit } from '../diff/insertions.ts';
import { matchingOf, matchSteps } from '../diff/match-steps.ts';
import type { ForkFinding, Matching, StepMatch } from '../diff/model.ts';
import type { AnchorMigrationPolicy } from '../plan/model.ts';
import { type ForwardGraph, forwardGraph } from '../scenario/forward.ts';
import type { GraphNode, ScenarioGraph } from '../scenario/graph.ts';
import type { DeployedLink } from '../scenario/record.ts';
import type { MatchTable } from './match-table.ts';

/** A graph with what lies before what, computed once. */
export interface MappedGraph {
  readonly version: number;
  readonly checksum: string;
  readonly graph: ScenarioGraph;
  readonly forward: ForwardGraph;
  /** Fields that a customer can be asked for: a step collects them, or a definition names them. */
  readonly askable: ReadonlySet<string>;
}

/** One deployed plan on the way from V to W. */
export interface RouteLink {
  readonly plan_id: string;
  readonly to_version: number;
  readonly deployment_id: string;
  readonly started_at: string;
  readonly imageOf: ReadonlyMap<string, string>;
  readonly nearest: ReadonlyMap<string, string>;
  readonly policies: ReadonlyMap<string, AnchorMigrationPolicy>;
  /** Where the plan found the steps that it leads to: those that are not in here it inserted. */
  readonly origins: ReadonlyMap<string, { readonly id: string; readonly edited: boolean }>;
}

/**
 * The way from one graph to another over one or several deployed plans: everything about the two versions that a
 * decision needs and that no session changes. Immutable, so a warm Lambda keeps it.
 */
export interface Route {
  readonly from: MappedGraph;
  readonly to: MappedGraph;
  readonly links: readonly RouteLink[];
  /** Image of a step of V, composed along the links and completed by direct matching of what is left. */
  imageOf(ordinal: number): GraphNode | undefined;
  /** The step of V that a step of W is the image of. */
  preimageOf(image: GraphNode): GraphNode | undefined;
  /** The step of W that stands for a step of V, of W itself or of a version between them. */
  standsFor(version: number, id: string): GraphNode | undefined;
  /** Which of the links put a step of W there or edited it, by their place in the chain. */
  changedBy(node: GraphNode): readonly number[];
  /** Is a version on this route, so that what stands for its steps is known? */
  knows(version: number): boolean;
  /** New decisions of W, by the ordinal of the fork. */
  readonly forks: ReadonlyMap<number, ForkFinding>;
  /** What edits added to steps of W that have a counterpart in V, by ordinal. */
  readonly gains: ReadonlyMap<number, Gain>;
}

/** Prepares a graph for decisions. */
export function mapGraph(version: number, checksum: string, graph: ScenarioGraph): MappedGraph {
  const { steps, field_definitions: definitions = {} } = graph.scenario;
  const collected = steps.flatMap((step) => step.collects_profile_fields);
  const askable = new Set([...Object.keys(definitions), ...collected]);
  return { version, checksum, graph, forward: forwardGraph(graph), askable };
}

/**
 * Do the links lead from one version to the other without a gap? Version numbers may skip.
 * @returns the links up to the target, or undefined when the chain is broken
 */
export function unbroken(
  links: readonly DeployedLink[],
  from: number,
  to: number,
): DeployedLink[] | undefined {
  const chain: DeployedLink[] = [];
  let at = from;
  for (const link of links) {
    if (at === to) break;
    if (link.from_version !== at) return undefined;
    chain.push(link);
    at = link.to_version;
  }
  return at === to && chain.length > 0 ? chain : undefined;
}

/** The way over a chain of deployed plans: their match tables, composed. */
export function plannedRoute(
  from: MappedGraph,
  to: MappedGraph,
  chain: readonly { readonly link: DeployedLink; readonly table: MatchTable }[],
): Route {
  const links = chain.map(
    ({ link, table }): RouteLink => ({
      plan_id: link.plan_id,
      to_version: link.to_version,
      deployment_id: link.deployment_id,
      started_at: link.started_at,
      imageOf: new Map(table.matches.map(([v1, v2]) => [v1, v2])),
      origins: new Map(table.matches.map(([id, v2, match]) => [v2, { id, edited: match === 'edited' }])),
      nearest: new Map(Object.entries(table.nearest)),
      policies: new Map(Object.entries(table.policies)),
    }),
  );
  return routeBy(composedMatching(from.graph, to.graph, links), from, to, links);
}

/** The way between two versions that no plan connects, by direct matching. */
export const directRoute = (from: MappedGraph, to: MappedGraph): Route =>
  routeBy(matchSteps(from.graph, to.graph), from, to, []);

function routeBy(matching: Matching, from: MappedGraph, to: MappedGraph, links: readonly RouteLink[]): Route {
  const imageOf = (id: string): GraphNode | undefined => {
    const match = matching.imageOf.get(id);
    return match && to.graph.byId.get(match.v2);
  };
  return {
    from,
    to,
    links,
    imageOf: (ordinal) => imageOf(from.graph.node(ordinal).id),
    preimageOf: ({ id }) => from.graph.byId.get(matching.preimageOf.get(id)?.v1 ?? ''),
    standsFor(version, id) {
      if (version === to.version) return to.graph.byId.get(id);
      if (version === from.version) return imageOf(id);
      const at = links.findIndex((link) => link.to_version === version);
      if (at < 0) return undefined;
      const image = links
        .slice(at + 1)
        .reduce<string | undefined>(
          (step, link) => (step === undefined ? undefined : link.imageOf.get(step)),
          id,
        );
      return image === undefined ? undefined : to.graph.byId.get(image);
    },
    changedBy({ id }) {
      const changed: number[] = [];
      let at = id;
      for (const [back, { origins }] of [...links.entries()].reverse()) {
        const origin = origins.get(at);
        if (!origin || origin.edited) changed.unshift(back);
        if (!origin) break;
        at = origin.id;
      }
      return changed;
    },
    knows: (version) => [from.version, to.version, ...links.map((link) => link.to_version)].includes(version),
    forks: new Map(findNewForks(from.graph, to.graph, matching).map((finding) => [finding.fork, finding])),
    gains: gainsByEdit(from.graph, to.graph, matching),
  };
}

function composedMatching(v: ScenarioGraph, w: ScenarioGraph, links: readonly RouteLink[]): Matching {
  const pairs: [string, string][] = [];
  for (const node of v.nodes) {
    let id: string | undefined = node.id;
    for (const link of links) id = id === undefined ? undefined : link.imageOf.get(id);
    if (id !== undefined && w.byId.has(id)) pairs.push([node.id, id]);
  }
  // One plan's own matches are what the operator reviewed; only a composition leaves something to complete.
  return links.length === 1
    ? asMatching(v, w, pairs)
    : matchSteps(
        v,
        w,
        pairs.map(([v1, v2]) => ({ v1, v2 })),
      );
}

function asMatching(v: ScenarioGraph, w: ScenarioGraph, pairs: readonly [string, string][]): Matching {
  const matches = pairs.map(([v1, v2]): StepMatch => {
    const exact = v.byId.get(v1)?.hash === w.byId.get(v2)?.hash;
    return {
      v1,
      v2,
      match: exact ? 'exact' : 'edited',
      matchedBy: exact ? 'content' : 'step_id',
      ambiguous: false,
    };
  });
  return matchingOf(matches);
}
