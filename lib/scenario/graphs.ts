import { Bounded } from '../bounded.ts';
import { buildGraph, type ScenarioGraph } from './graph.ts';
import type { PartRef, ScenarioStore, VersionHeader } from './record.ts';

/** Steps that a warm Lambda keeps at most over all graphs: some ten megabytes. */
const KEPT_STEPS = 30_000;

/** Indexed graphs of stored versions. */
export interface Graphs {
  /** @returns undefined when the graph has been removed */
  byRef(tenant: string, scenarioId: string, ref: PartRef): Promise<ScenarioGraph | undefined>;
  /** The graph that a session navigates; kept by its checksum, so that it is never another one. */
  byVersion(
    tenant: string,
    scenarioId: string,
    version: number,
    checksum: string,
  ): Promise<ScenarioGraph | undefined>;
}

/** Graphs from the store, kept in the warm Lambda: what a part's id or a checksum names never changes. */
export function storedGraphs(scenarios: Pick<ScenarioStore, 'graph' | 'header'>): Graphs {
  const kept = new Bounded<ScenarioGraph>(KEPT_STEPS, (graph) => graph.nodes.length);
  const remember = (key: string, graph: ScenarioGraph): ScenarioGraph => {
    kept.set(key, graph);
    return graph;
  };
  const byRef: Graphs['byRef'] = async (tenant, scenarioId, ref) => {
    const known = kept.get(ref.id);
    if (known) return known;
    const scenario = await scenarios.graph(tenant, scenarioId, ref);
    return scenario && remember(ref.id, buildGraph(scenario));
  };
  return {
    byRef,
    async byVersion(tenant, scenarioId, version, checksum) {
      const key = `${tenant}/${scenarioId}/${version}/${checksum}`;
      const known = kept.get(key);
      if (known) return known;
      const header: VersionHeader | undefined = await scenarios.header(tenant, scenarioId, version);
      if (header?.checksum !== checksum) return undefined;
      const graph = await byRef(tenant, scenarioId, header.graph);
      return graph && remember(key, graph);
    },
  };
}
