import { buildGraph, type GraphNode, type ScenarioGraph } from '../../lib/scenario/graph.ts';
import { readScenario } from '../diff/read-scenario.ts';
import { FIELDS } from './fields.ts';

/** The versions of one flow that the demo uses: real ones, and later ones of the demo's own. */
export interface Flow {
  readonly id: string;
  /** Short, for the ids of its sessions. */
  readonly tag: string;
  version(version: number): ScenarioGraph;
  isOwn(version: number): boolean;
  /** All of them, oldest first. */
  readonly versions: readonly ScenarioGraph[];
}

/** Reads real versions of a flow from the folder `flows`, and the demo's own from its folder `own`. */
export async function readFlow(
  id: string,
  versions: readonly number[],
  own: readonly number[] = [],
): Promise<Flow> {
  const real = versions.map((version) => `../../flows/${id}/v${version}.json`);
  const ours = own.map((version) => `own/${id}-v${version}.json`);
  const graphs = await Promise.all(
    [...real, ...ours].map(async (path) => {
      const file = new URL(path, import.meta.url);
      const read = await readScenario(file.pathname);
      if (!read.ok) throw new Error(read.problems.join('\n'));
      const field_definitions = { ...FIELDS[id], ...read.scenario.field_definitions };
      return buildGraph({ ...read.scenario, field_definitions });
    }),
  );
  return {
    id,
    tag: id
      .split('-')
      .map((word) => word[0])
      .join(''),
    versions: graphs,
    isOwn: (version) => own.includes(version),
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
