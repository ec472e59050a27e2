import { Bounded } from '../bounded.ts';
import { buildGraph, type ScenarioGraph } from './graph.ts';
import { isAtHand, type PartRef, type ScenarioStore } from './record.ts';

/** Steps that a warm Lambda keeps at most over all graphs: some ten megabytes. */
const KEPT_STEPS = 30_000;

/** Indexed graphs of stored versions. */
export interface Graphs {
  /** @returns undefined when the graph has been removed */
  byRef(tenant: string, scenarioId: string, ref: PartRef): Promise<ScenarioGraph | undefined>;
  /**
   * The graph that a session navigates; kept by its checksum, so that it is never another one.
   * @param how `anew`: what is kept is not believed, for the version may have been removed since; one that is about
   *   to be counts as removed
   */
  byVersion(
    tenant: string,
    scenarioId: string,
    version: number,
    checksum: string,
    how?: { readonly anew?: boolean },
  ): Promise<ScenarioGraph | undefined>;
}

/** Graphs from the store, kept in the warm Lambda: what a part's id or a checksum names never changes. */
export function storedGraphs(scenarios: Pick<ScenarioStore, 'graph' | 'header'>): Graphs {
  const kept = new Bounded<ScenarioGraph>(KEPT_STEPS, (graph) => graph.nodes.length);
  const byRef: Graphs['byRef'] = (tenant, scenarioId, ref) =>
    kept.getOrLoad(`${tenant}/${ref.id}`, async () => {
      const scenario = await scenarios.graph(tenant, scenarioId, ref);
      return scenario && buildGraph(scenario);
    });
  return {
    byRef,
    async byVersion(tenant, scenarioId, version, checksum, { anew = false } = {}) {
      if (anew && !isAtHand(await scenarios.header(tenant, scenarioId, version))) return undefined;
      return kept.getOrLoad(`${tenant}/${scenarioId}/${version}/${checksum}`, async () => {
        const header = await scenarios.header(tenant, scenarioId, version);
        return header?.checksum === checksum ? byRef(tenant, scenarioId, header.graph) : undefined;
      });
    },
  };
}
