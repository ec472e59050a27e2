import { Bounded } from '../bounded.ts';
import { Unavailable } from '../errors.ts';
import type { PlanStore } from '../plan/record.ts';
import { buildGraph } from '../scenario/graph.ts';
import type { DeployedLink, ScenarioStore } from '../scenario/record.ts';
import type { Position, Published } from '../session/record.ts';
import type { Passage } from './decision.ts';
import { MatchTableSchema } from './match-table.ts';
import { graphOfOutline, OutlineSchema } from './outline.ts';
import { directRoute, type MappedGraph, mapGraph, plannedRoute, unbroken } from './route.ts';

/** Finds how sessions get from one version to another. */
export interface Passages {
  /**
   * @param how `anew`: what is kept is not believed, for it may have been removed since; `gone`: the graph that the
   *   session is on has been removed, or is about to be
   */
  between(
    tenant: string,
    position: Position,
    published: Published,
    how?: { readonly anew?: boolean; readonly gone?: boolean },
  ): Promise<Passage>;
}

/** Steps that a warm Lambda keeps at most, over all graphs and routes: about 100 MB. */
const KEPT_STEPS = 60_000;

/**
 * Passages from the store, kept in the warm Lambda. Only what cannot change is kept: graphs by the id of their
 * part, and routes between two versions over deployed plans.
 */
export function storedPassages(scenarios: ScenarioStore, plans: Pick<PlanStore, 'table'>): Passages {
  const graphs = new Bounded<MappedGraph>(KEPT_STEPS, (kept) => kept.graph.nodes.length);
  const routes = new Bounded<Passage & { readonly kind: 'planned' }>(
    KEPT_STEPS,
    ({ to, route, gone }) => to.graph.nodes.length + (gone ? route.from.graph.nodes.length : 0),
  );

  const byVersion = async (tenant: string, scenarioId: string, version: number) => {
    const header = await scenarios.header(tenant, scenarioId, version);
    if (!header) return undefined;
    const { graph: ref, checksum } = header;
    return graphs.getOrLoad(`${tenant}/${ref.id}`, async () => {
      const scenario = await scenarios.graph(tenant, scenarioId, ref);
      return scenario && mapGraph(version, checksum, buildGraph(scenario));
    });
  };

  /** A version that is gone, as the plan that led on from it knows it; the one the session was written for. */
  const outlined = async (tenant: string, { plan_id: id, outline: ref }: DeployedLink, checksum: string) => {
    const outline = OutlineSchema.optional().parse(ref && (await plans.table(tenant, id, ref)));
    return outline?.checksum === checksum ? graphOfOutline(outline) : undefined;
  };

  return {
    async between(tenant, position, published, { anew = false, gone = false } = {}) {
      const { scenario_id: scenarioId, graph_version: from, checksum } = position;
      const key = `${tenant}/${scenarioId}/${from}/${checksum}/${published.version}/${published.checksum}`;
      const kept = anew ? undefined : routes.get(key);
      if (kept) return kept;

      const [to, base, since] = await Promise.all([
        byVersion(tenant, scenarioId, published.version),
        gone ? undefined : byVersion(tenant, scenarioId, from),
        scenarios.deployedSince(tenant, scenarioId, from),
      ]);
      if (!to) {
        throw new Unavailable('version_missing', `version ${published.version} cannot be read`, {
          retry_safe: true,
        });
      }
      // A graph that is not the one the session was written for tells nothing about where it stands.
      const v = base?.checksum === checksum ? base : undefined;
      const links = unbroken(since, from, published.version);
      const tables = await Promise.all(
        (links ?? []).map(async (link) => {
          // One that is there and cannot be read is no plan that is gone: without it a session might move wrongly.
          const stored = await plans.table(tenant, link.plan_id, link.table);
          return stored === undefined ? undefined : { link, table: MatchTableSchema.parse(stored) };
        }),
      );
      const chain = tables.filter((entry) => entry !== undefined);
      const [first] = chain;
      if (links && first && chain.length === links.length) {
        const known = v ?? (await outlined(tenant, first.link, checksum));
        if (known) {
          const passage = { kind: 'planned', route: plannedRoute(known, to, chain), to, gone: !v } as const;
          // What is only about to be removed may be kept after all.
          if (gone) routes.delete(key);
          else routes.set(key, passage);
          return passage;
        }
      }
      return { kind: 'unplanned', route: v && directRoute(v, to), to };
    },
  };
}
