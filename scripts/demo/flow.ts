import { buildGraph, type GraphNode, type ScenarioGraph } from '../../lib/scenario/graph.ts';
import { readScenario } from '../diff/read-scenario.ts';

/** The versions of one real flow that the demo uses. */
export interface Flow {
  readonly id: string;
  /** Short, for the ids of its sessions. */
  readonly tag: string;
  version(version: number): ScenarioGraph;
  /** All of them, oldest first. */
  readonly versions: readonly ScenarioGraph[];
}

/** Reads versions of a flow from the folder `flows`. */
export async function readFlow(id: string, versions: readonly number[]): Promise<Flow> {
  const graphs = await Promise.all(
    versions.map(async (version) => {
      const file = new URL(`../../flows/${id}/v${version}.json`, import.meta.url);
      const read = await readScenario(file.pathname);
      if (!read.ok) throw new Error(read.problems.join('\n'));
      return buildGraph(read.scenario);
    }),
  );
  return {
    id,
    tag: id
      .split('-')
      .map((word) => word[0])
      .join(''),
    versions: graphs,
    version(version) {
      const graph = graphs.find(({ scenario }) => scenario.version === version);
      if (!graph) throw new RangeError(`the demo does not use version ${version} of ${id}`);
      return graph;
    },
  };
}

/** Does a conversation rest here until the customer says something, or for good? */
export const rests = ({ step, ways }: GraphNode): boolean =>
  step.awaits_customer === true || ways.length === 0;
