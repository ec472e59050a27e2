import { randomUUID } from 'node:crypto';
import { type Config, readConfig } from '../../lib/config/config.ts';
import { diffScenarios } from '../../lib/diff/diff.ts';
import type { Understanding } from '../../lib/gap-fill/extraction/understanding.ts';
import { AnchorMigrationPolicySchema } from '../../lib/plan/model.ts';
import type { Decided, Passage, Situation } from '../../lib/reconcile/decision.ts';
import { deliberate } from '../../lib/reconcile/deliberate.ts';
import { isDue } from '../../lib/reconcile/due.ts';
import { listenerTo } from '../../lib/reconcile/listener.ts';
import type { MatchTable } from '../../lib/reconcile/match-table.ts';
import type { ReconcileAnswer, ReconcileInput } from '../../lib/reconcile/model.ts';
import { type Outcome, outcomeOf } from '../../lib/reconcile/outcome.ts';
import { graphOfOutline, OutlineSchema, outlineOf } from '../../lib/reconcile/outline.ts';
import {
  directRoute,
  type MappedGraph,
  mapGraph,
  plannedRoute,
  type Route,
} from '../../lib/reconcile/route.ts';
import { checksum } from '../../lib/scenario/content-hash.ts';
import { buildGraph, type ScenarioGraph } from '../../lib/scenario/graph.ts';
import type { ScenarioInput } from '../../lib/scenario/model.ts';
import type { DeployedLink } from '../../lib/scenario/record.ts';
import type { CheckpointInfo, MigrationEvent, ProfileField, Values } from '../../lib/session/model.ts';
import type { Position, SessionRecord } from '../../lib/session/record.ts';
import { passing } from '../../lib/session/visit.ts';
import { NO_WALK, walkOn } from '../../lib/session/walked-path.ts';
import { readSession, sessionItem } from '../../lib/store/session-item.ts';

/** Policies of one plan by the id of a step of its old version; what is not said is the default. */
export type PolicyParts = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

export interface Start {
  /** Step ids in the order of their visits; the session is at the last. Without: imported without a path. */
  readonly walk?: readonly string[];
  /** Where it is, when it has no walked path. */
  readonly at?: string;
  readonly variables?: Values;
  readonly profile?: Readonly<Record<string, ProfileField['value'] | ProfileField>>;
  readonly checkpoints?: readonly CheckpointInfo[];
  readonly channel?: string;
  readonly created_at?: string;
  readonly config?: Parameters<typeof readConfig>[0];
  /** Who understands what the customer says; without, nobody does. */
  readonly understanding?: Understanding;
}

export const NOW = '2026-03-01T12:00:00.000Z';
export const DEPLOYED_AT = '2026-02-01T00:00:00.000Z';

interface Version {
  readonly mapped: MappedGraph;
  /** The plan that led here; absent for the first version, and for one whose plan is gone. */
  readonly link?: { readonly link: DeployedLink; readonly table: MatchTable } | undefined;
}

/** What one call of reconcile came to. */
export interface Turn {
  readonly situation: Situation;
  readonly decision: Decided;
  readonly answer: ReconcileAnswer;
  readonly change: Outcome['change'];
  readonly event: MigrationEvent | undefined;
}

const versions = new WeakMap<ScenarioInput, MappedGraph>();
const mapped = (input: ScenarioInput): MappedGraph => {
  const version = versions.get(input) ?? mapGraph(input.version, checksum(input), buildGraph(input));
  versions.set(input, version);
  return version;
};

/** The match table of a plan, as a deployment writes it. */
export function tableOf(v1: ScenarioGraph, v2: ScenarioGraph, policies: PolicyParts = {}): MatchTable {
  const { map, matching } = diffScenarios(v1, v2);
  return {
    matches: matching.matches.map(({ v1: from, v2: to, match }) => [from, to, match]),
    nearest: Object.fromEntries(
      map.deleted_nodes.flatMap(({ node_id_v1, nearest_anchor_id_v2: nearest }) =>
        nearest === undefined ? [] : [[node_id_v1, nearest] as const],
      ),
    ),
    policies: Object.fromEntries(
      Object.entries(policies).map(([id, policy]) => [
        id,
        AnchorMigrationPolicySchema.parse({ ...policy, anchor_name: v1.byId.get(id)?.step.name }),
      ]),
    ),
  };
}

/**
 * One session on its way through the versions of a scenario: every turn is decided by the pure core and applied as
 * the store would, item and all.
 */
export class Journey {
  readonly #versions: Version[];
  readonly #config: Config;
  readonly #understanding: Understanding | undefined;
  session: SessionRecord;
  variables: Values;
  profile: Record<string, ProfileField>;
  readonly events: MigrationEvent[] = [];
  #graphGone = false;

  constructor(first: ScenarioInput, start: Start = {}) {
    const version = mapped(first);
    const { graph } = version;
    this.#versions = [{ mapped: version }];
    this.#config = readConfig(start.config);
    this.#understanding = start.understanding;
    const ids = start.walk ?? (start.at === undefined ? [graph.entry.id] : []);
    const nodes = ids.map((id) => nodeOf(graph, id));
    const at = nodes.at(-1) ?? nodeOf(graph, start.at ?? graph.entry.id);
    this.session = {
      tenant_id: 'tenant',
      session_id: 'session',
      customer_id: 'customer',
      channel: start.channel ?? 'whatsapp',
      status: 'active',
      run_id: 'run',
      position: {
        scenario_id: 'scenario',
        version: version.version,
        graph_version: version.version,
        settled_for_version: version.version,
        checksum: version.checksum,
        step_id: at.id,
        step_hash: at.hash,
      },
      checkpoints:
        start.checkpoints ??
        nodes.reduce<readonly CheckpointInfo[]>(
          (passed, node) => passing(passed, node, version.version, DEPLOYED_AT),
          [],
        ),
      walk: ids.length > 0 ? nodes.reduce(walkOn, NO_WALK) : walkOn(NO_WALK, at),
      turn_count: ids.length,
      shard: 0,
      revision: 1,
      created_at: start.created_at ?? '2026-01-01T00:00:00.000Z',
      last_activity_at: DEPLOYED_AT,
    };
    this.variables = { ...start.variables };
    this.profile = Object.fromEntries(
      Object.entries(start.profile ?? {}).map(([name, field]) => [name, profileField(field)]),
    );
  }

  get position(): Position {
    if (!this.session.position) throw new Error('the session has no active scenario');
    return this.session.position;
  }

  /** The graph that the session navigates. */
  get graph(): ScenarioGraph {
    const version = this.#versions.find(
      ({ mapped: { version: each } }) => each === this.position.graph_version,
    );
    if (!version) throw new Error(`version ${this.position.graph_version} is unknown`);
    return version.mapped.graph;
  }

  get published(): MappedGraph {
    const last = this.#versions.at(-1);
    if (!last) throw new Error('nothing is published');
    return last.mapped;
  }

  /** Ids of the walked path, in the session's graph. */
  get path(): string[] {
    return this.session.walk.path.map(({ ordinal }) => this.graph.node(ordinal).id);
  }

  /** Deploys a plan that leads to the next version. */
  publish(next: ScenarioInput, policies: PolicyParts = {}): this {
    const to = mapped(next);
    const from = this.published;
    const link: DeployedLink = {
      from_version: from.version,
      to_version: to.version,
      plan_id: `plan-${from.version}-${to.version}`,
      deployment_id: `deployment-${to.version}`,
      started_at: DEPLOYED_AT,
      deployed_at: DEPLOYED_AT,
      table: { id: 'unused', chunks: 1 },
    };
    this.#versions.push({ mapped: to, link: { link, table: tableBetween(from, to, policies) } });
    return this;
  }

  /** The next version is published, and its plan is gone. */
  publishWithoutPlan(next: ScenarioInput): this {
    this.#versions.push({ mapped: mapped(next) });
    return this;
  }

  /** Clean-up removed the graph that the session is on. */
  loseGraph(): this {
    this.#graphGone = true;
    return this;
  }

  /** The match table of the plan that led to the published version, unless it is gone. */
  get table(): MatchTable | undefined {
    return this.#versions.at(-1)?.link?.table;
  }

  mark(): this {
    const last = this.#versions.at(-1)?.link?.link;
    this.session = {
      ...this.session,
      mark: {
        target_version: this.published.version,
        anchor_content_hash: this.position.step_hash,
        migration_plan_id: last?.plan_id ?? 'a plan',
        deployment_id: last?.deployment_id ?? 'a deployment',
        marked_at: DEPLOYED_AT,
      },
    };
    return this;
  }

  visit(...ids: string[]): this {
    for (const id of ids) {
      const node = nodeOf(this.graph, id);
      this.session = {
        ...this.session,
        position: { ...this.position, step_id: id, step_hash: node.hash },
        walk: walkOn(this.session.walk, node),
        checkpoints: passing(this.session.checkpoints, node, this.position.graph_version, NOW),
        revision: this.session.revision + 1,
      };
    }
    return this;
  }

  #passage(): Passage {
    const to = this.published;
    const at = this.#versions.findIndex(({ mapped: { version } }) => version === this.position.graph_version);
    const from = this.#versions[at]?.mapped;
    const links = this.#versions.slice(at + 1).flatMap(({ link }) => link ?? []);
    const gone = this.#graphGone;
    const known = from && gone ? outlined(from) : from;
    return known && links.length === this.#versions.length - at - 1
      ? { kind: 'planned', route: routeOver(known, to, links), to, gone }
      : { kind: 'unplanned', route: from && !gone ? directRoute(from, to) : undefined, to };
  }

  situation(input: Partial<ReconcileInput> = {}): Situation {
    return {
      session: this.session,
      published: this.published,
      passage: this.#passage(),
      input: { tenant_id: 'tenant', session_id: 'session', turn_id: randomUUID(), ...input },
      judges: this.#understanding?.judges ?? false,
      config: this.#config,
      now: NOW,
    };
  }

  /** Decides and says whether values had to be read for it. */
  async decide(start: Situation): Promise<{ decision: Decided; situation: Situation; asked: boolean }> {
    const sessions = {
      variables: async () => this.variables,
      profile: async () => this.profile,
    };
    const listener = listenerTo(start.input, this.#config, this.#understanding);
    const { decision, situation } = await deliberate(start, sessions, listener);
    return { decision, situation, asked: situation.known !== undefined };
  }

  get isDue(): boolean {
    return isDue(this.session, this.published, {});
  }

  /** One call of reconcile. */
  async turn(input: Partial<ReconcileInput> = {}): Promise<Turn> {
    if (!isDue(this.session, this.published, input)) throw new Error('nothing is due');
    const { decision, situation } = await this.decide(this.situation(input));
    const { answer, change } = outcomeOf(situation, this.position, decision, {
      now: NOW,
      newId: randomUUID,
      inputDigest: 'digest',
      durationMs: 0,
    });
    if (change) {
      this.session = readSession(sessionItem(change.after));
      this.variables = { ...(change.variables ?? this.variables) };
      this.profile = { ...this.profile, ...change.profile_fields };
      if (change.audit) this.events.push(change.audit.event);
    }
    return { situation, decision, answer, change, event: change?.audit?.event };
  }
}

const outlines = new WeakMap<MappedGraph, MappedGraph>();

/** What is left of a version when clean-up has removed it: what the plan that leads on from it has kept. */
function outlined(from: MappedGraph): MappedGraph {
  const known = outlines.get(from);
  if (known) return known;
  const stored = JSON.parse(JSON.stringify(outlineOf(from.graph, from.checksum)));
  const outline = graphOfOutline(OutlineSchema.parse(stored));
  outlines.set(from, outline);
  return outline;
}

type Links = readonly NonNullable<Version['link']>[];
const routes = new WeakMap<
  MappedGraph,
  { readonly to: MappedGraph; readonly links: Links; readonly route: Route }[]
>();

/** Kept as a warm Lambda keeps it: many journeys go the same way. */
function routeOver(from: MappedGraph, to: MappedGraph, links: Links): Route {
  const all = routes.get(from) ?? [];
  routes.set(from, all);
  const known = all.find(
    (each) => each.to === to && each.links.every(({ table }, at) => table === links[at]?.table),
  );
  if (known) return known.route;
  const route = plannedRoute(from, to, links);
  all.push({ to, links, route });
  return route;
}

const tables = new WeakMap<MappedGraph, WeakMap<MappedGraph, MatchTable>>();

function tableBetween(from: MappedGraph, to: MappedGraph, policies: PolicyParts): MatchTable {
  const ofFrom = tables.get(from) ?? new WeakMap<MappedGraph, MatchTable>();
  tables.set(from, ofFrom);
  const plain = ofFrom.get(to) ?? tableOf(from.graph, to.graph);
  ofFrom.set(to, plain);
  return Object.keys(policies).length > 0 ? tableOf(from.graph, to.graph, policies) : plain;
}

export function nodeOf(graph: ScenarioGraph, id: string) {
  const node = graph.byId.get(id);
  if (!node) throw new Error(`version ${graph.scenario.version} has no step ${id}`);
  return node;
}

/** A profile field that is certain, from its value. */
export function profileField(value: ProfileField['value'] | ProfileField): ProfileField {
  if (typeof value === 'object' && value !== null && !Array.isArray(value) && 'provenance' in value) {
    return value as ProfileField;
  }
  return {
    value: value as ProfileField['value'],
    source: 'crm',
    confidence: 1,
    needs_confirmation: false,
    provenance: {},
    updated_at: DEPLOYED_AT,
  };
}

/** A profile field that the customer has to confirm. */
export const doubtful = (value: ProfileField['value'], more: Partial<ProfileField> = {}): ProfileField => ({
  ...profileField(value),
  confidence: 0.9,
  needs_confirmation: true,
  ...more,
});
