import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkValue } from '../../lib/gap-fill/field-value.ts';
import type { GraphNode, ScenarioGraph } from '../../lib/scenario/graph.ts';
import { type FieldDefinition, FieldDefinitionSchema, type ScenarioInput } from '../../lib/scenario/model.ts';
import type { CheckpointInfo, MigrationEvent, ProfileField, Values } from '../../lib/session/model.ts';
import { doubtful, Journey, NOW, type PolicyParts, profileField, type Turn } from '../reconcile/journey.ts';
import { arbitraryEdit } from '../support/arbitraries.ts';
import { renumbered } from '../support/scenario-builder.ts';

/** A few hundred cases in seconds. */
const RUNS = { numRuns: 250 } as const;

const FIELDS: Record<string, FieldDefinition> = {
  age: FieldDefinitionSchema.parse({ type: 'integer', minimum: 0, maximum: 150 }),
  country: FieldDefinitionSchema.parse({ type: 'enum', enum_values: ['AT', 'DE'] }),
  email: FieldDefinitionSchema.parse({ type: 'email' }),
};
const NAMES = Object.keys(FIELDS);
const VALID = { age: [0, 17], country: ['AT', 'DE'], email: ['a@b.at', 'c@d.at'] };
const candidate = (name: keyof typeof VALID): fc.Arbitrary<Values[string]> =>
  fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom(...VALID[name]) },
    { weight: 1, arbitrary: fc.constantFrom(null, '', 'nonsense', 151) },
  );
/** Something for some of the fields. */
const byName = <T>(make: (name: keyof typeof VALID) => fc.Arbitrary<T>): fc.Arbitrary<Record<string, T>> =>
  fc.record({ age: make('age'), country: make('country'), email: make('email') }, { requiredKeys: [] });
const values = byName(candidate);
const profile = byName((name) =>
  fc
    .tuple(candidate(name), fc.constantFrom('certain', 'doubtful', 'expired'))
    .map(([each, kind]): ProfileField => {
      if (kind === 'doubtful') return doubtful(each);
      return { ...profileField(each), ...(kind === 'expired' && { expires_at: '2026-02-28T00:00:00Z' }) };
    }),
);

/** Something that is said seldom: once in so many cases. */
const seldom = <T>(arbitrary: fc.Arbitrary<T>, once: number) =>
  fc.oneof({ weight: once - 1, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary });

const policy = fc.record({
  scope_filter: seldom(fc.constant({ exclude_channels: ['whatsapp'] }), 8),
  update_downstream: seldom(fc.constant(false), 12),
  force_scenario: seldom(fc.constantFrom('clean_graft', 'gap_fill', 're_route'), 4),
  target: seldom(fc.nat(), 4),
  skipped_checkpoints: seldom(fc.constantFrom('run', 'skip'), 2),
});

const answers = fc.record({
  provided_fields: values,
  confirmations: fc.dictionary(fc.constantFrom(...NAMES), fc.boolean(), { maxKeys: 1 }),
  /** The engine executes what it is asked to. */
  executes: fc.boolean(),
});

/** Many generated steps are required actions; without them more sessions get somewhere. */
const calmed = (input: ScenarioInput, calm: boolean): ScenarioInput => ({
  ...input,
  field_definitions: FIELDS,
  steps: calm
    ? input.steps.map((step) => ({
        ...step,
        is_required_action: false,
        transitions: step.transitions.map((way) => ({ ...way, condition_text: '' })),
      }))
    : input.steps,
});

const describedAnew = (input: ScenarioInput): ScenarioInput => ({
  ...input,
  steps: input.steps.map((step) => ({ ...step, description: 'rewritten' })),
});

/** The entry asks for more than it did. */
const askingAtEntry = (input: ScenarioInput): ScenarioInput => ({
  ...input,
  steps: input.steps.map((step) =>
    step.id === input.entry_step_id ? { ...step, collects_profile_fields: NAMES } : step,
  ),
});

const without = (input: ScenarioInput, id: string | undefined): ScenarioInput => ({
  ...input,
  steps: input.steps
    .filter((step) => step.id !== id || step.id === input.entry_step_id)
    .map((step) => ({
      ...step,
      transitions: step.transitions.filter((way) => way.to_step_id !== id || id === input.entry_step_id),
    })),
});

const world = fc
  .record({
    pair: arbitraryEdit({ minSteps: 3, maxSteps: 10 }),
    calm: fc.oneof({ weight: 3, arbitrary: fc.constant(true) }, { weight: 1, arbitrary: fc.constant(false) }),
    third: fc.constantFrom('none', 'back', 'renumbered'),
    walk: fc.array(fc.nat(), { maxLength: 8 }),
    stray: fc.option(fc.nat(), { freq: 6 }),
    imported: fc.integer({ min: 0, max: 7 }).map((n) => n === 0),
    policies: fc.array(policy, { minLength: 10, maxLength: 10 }),
    plan: fc.oneof(
      { weight: 5, arbitrary: fc.constant('deployed') },
      { weight: 1, arbitrary: fc.constantFrom('gone', 'gone with the graph') },
    ),
    rewritten: fc.integer({ min: 0, max: 3 }).map((n) => n === 0),
    asking: fc.integer({ min: 0, max: 2 }).map((n) => n === 0),
    deleted: fc.integer({ min: 0, max: 5 }).map((n) => n === 0),
    variables: values,
    profile,
    config: fc.record({
      checkpoints: fc.record({
        unmatched: fc.constantFrom('block' as const, 'block' as const, 'allow' as const),
        block_teleport_past_checkpoint: fc.integer({ min: 0, max: 5 }).map((n) => n > 0),
      }),
      re_routing: fc.record({ enabled: fc.integer({ min: 0, max: 3 }).map((n) => n > 0) }),
    }),
    turns: fc.array(answers, { minLength: 1, maxLength: 4 }),
  })
  .map(
    ({ pair, calm, third, walk, stray, imported, policies, plan, rewritten, asking, deleted, ...rest }) => {
      const [first, edited] = pair.map((input) => calmed(input, calm));
      if (!first || !edited) throw new Error('two versions');
      const ids = first.steps.map(({ id }) => id);
      const path = [first.entry_step_id];
      for (const choice of walk) {
        const ways = first.steps.find(({ id }) => id === path.at(-1))?.transitions ?? [];
        const way = ways[choice % Math.max(ways.length, 1)];
        if (way) path.push(way.to_step_id);
      }
      // An engine may put a session anywhere.
      if (stray !== null) path.push(ids[stray % ids.length] ?? first.entry_step_id);
      const asked = asking ? askingAtEntry(edited) : edited;
      const kept = deleted ? without(asked, path.at(-1)) : asked;
      // Where no plan tells what is what, a version may have nothing in common with the one before.
      const second = plan !== 'deployed' && rewritten ? describedAnew(kept) : kept;
      const parts: PolicyParts = Object.fromEntries(
        policies.flatMap((each, index) => {
          const id = ids[index];
          if (id === undefined) return [];
          const { target, ...said } = each;
          const step = target === undefined ? undefined : second.steps[target % second.steps.length];
          return [[id, { ...said, ...(step && { target_step_id: step.id }) }]];
        }),
      );
      return {
        ...rest,
        first,
        second,
        third:
          third === 'none'
            ? undefined
            : third === 'back'
              ? { ...first, version: 3 }
              : renumbered(second, (id) => `n-${id}`, 3),
        path,
        imported,
        policies: parts,
        plan,
      };
    },
  );
type World = typeof world extends fc.Arbitrary<infer Each> ? Each : never;

function journeyIn({
  first,
  second,
  path,
  imported,
  policies,
  plan,
  variables,
  profile: known,
  config,
}: World) {
  const start = { variables, profile: known, config };
  const probe = new Journey(first, { walk: path });
  const journey = imported
    ? new Journey(first, { ...start, at: path.at(-1) ?? '', checkpoints: probe.session.checkpoints })
    : new Journey(first, { ...start, walk: path });
  journey.mark();
  if (plan === 'deployed') return journey.publish(second, policies);
  journey.publishWithoutPlan(second);
  return plan === 'gone' ? journey : journey.loseGraph();
}

/** Plays all turns, then a third version, and hands every turn with what was before it to a check. */
async function play(
  each: World,
  check: (
    turn: Turn,
    journey: Journey,
    before: Before,
    input: World['turns'][number],
  ) => void | Promise<void>,
) {
  const journey = journeyIn(each);
  let due: string[] = [];
  const takeTurns = async () => {
    for (const input of each.turns) {
      if (!journey.session.position || !journey.isDue) return;
      const before = snapshot(journey);
      const { executes, ...said } = input;
      const turn = await journey.turn({ ...said, ...(executes && { executed_action_ids: due }) });
      due = turn.answer.execute_action_ids;
      await check(turn, journey, before, input);
    }
  };
  await takeTurns();
  if (each.third && journey.session.position && each.plan === 'deployed') {
    journey.publish(each.third);
    await takeTurns();
  }
  return journey;
}

const snapshot = ({ session, variables, profile: known, events }: Journey) => ({
  session,
  variables,
  profile: known,
  events: events.length,
});
type Before = ReturnType<typeof snapshot>;

const property = (
  check: (
    turn: Turn,
    journey: Journey,
    before: Before,
    input: World['turns'][number],
    each: World,
  ) => void | Promise<void>,
) =>
  fc.assert(
    fc.asyncProperty(world, async (each) => {
      await play(each, (turn, journey, before, input) => check(turn, journey, before, input, each));
    }),
    RUNS,
  );

const isAsking = ({ action }: Turn['answer']) => action === 'collect' || action === 'execute_action';
const isKnown = (name: string, candidate: unknown) => checkValue(candidate, FIELDS[name]).valid;

describe('whatever the graphs, walks, policies and answers', () => {
  test('the cases come to everything that can happen', async () => {
    const seen = new Map<string, number>();
    const see = (what: string) => seen.set(what, (seen.get(what) ?? 0) + 1);
    await fc.assert(
      fc.asyncProperty(world, async (each) => {
        await play(each, ({ decision, answer }) => {
          see(decision.kind === 'move' ? `move ${decision.why}` : decision.kind);
          if (decision.kind === 'pin') see(`pin ${decision.pin}`);
          if (answer.blocked_by_checkpoint) see('blocked');
          if (answer.confirm_fields.length > 0) see('confirm');
        });
      }),
      { numRuns: 2 * RUNS.numRuns, seed: 1 },
    );
    expect([...seen.keys()].sort()).toEqual([
      'blocked',
      'collect',
      'confirm',
      'execute',
      'exit',
      'move fallback',
      'move mapped',
      'move own_image',
      'move re_routed',
      'move relocated',
      'pin',
      'pin checkpoint',
      'pin no_match',
      'pin out_of_scope',
      'pin update_downstream',
      'pin would_skip_checkpoint',
    ]);
  });

  test('no session is at a step that its graph does not hold', () =>
    property(({ answer }, journey) => {
      const { position } = journey.session;
      if (!position) {
        expect(answer).toMatchObject({ action: 'exit_scenario' });
        return;
      }
      expect(journey.graph.byId.get(position.step_id)?.hash).toBe(position.step_hash);
      expect(answer).toMatchObject({ step_id: position.step_id, graph_version: position.graph_version });
      expect(answer.session_revision).toBe(journey.session.revision);
      const { path, detours } = journey.session.walk;
      for (const step of [...path, ...detours]) {
        expect(journey.graph.node(step.ordinal).hash).toBe(step.hash);
      }
      expect(journey.path.at(-1)).toBe(position.step_id);
      const all = [...path, ...detours].map(({ ordinal }) => ordinal);
      expect(new Set(all).size).toBe(all.length);
    }));

  test('no session jumps to where a passed checkpoint lies ahead', () =>
    property(({ situation, decision }, _, before, __, { config }) => {
      if (decision.kind !== 'move' || !config.checkpoints.block_teleport_past_checkpoint) return;
      const { to, route } = situation.passage;
      const w = new Ways(to.graph);
      const placesOf = (info: CheckpointInfo, graph: ScenarioGraph): readonly GraphNode[] => {
        const byId = graph.byId.get(info.step_id);
        return byId ? [byId] : (graph.byHash.get(info.step_content_hash) ?? []);
      };
      for (const info of before.session.checkpoints) {
        const inV = route ? placesOf(info, route.from.graph) : [];
        const images = inV.flatMap((node) => route?.imageOf(node.ordinal) ?? []);
        const inW = images.length > 0 ? images : placesOf(info, to.graph);
        const ahead = inW.filter((node) => w.leads(decision.target, node));
        if (decision.why !== 'own_image') {
          expect(inW).not.toContain(decision.target);
          expect(ahead).toEqual([]);
        } else if (ahead.length > 0) {
          // It was so before.
          const from = route?.from.graph;
          const here = from?.byId.get(before.session.position?.step_id ?? '');
          if (!from || !here) throw new Error('a move towards a passed checkpoint from a graph that is gone');
          const v = new Ways(from);
          expect(inV.some((node) => v.leads(here, node))).toBe(true);
        }
      }
    }));

  test('nobody is asked for a value that is known and valid', () =>
    property(({ answer, decision }, journey, before, { provided_fields: given, confirmations }) => {
      if (decision.kind !== 'collect') return;
      for (const name of [
        ...answer.collect_fields,
        ...answer.confirm_fields.map((each) => each.field_name),
      ]) {
        expect(isKnown(name, given[name])).toBe(false);
      }
      for (const name of answer.collect_fields) {
        if (journey.session.progress?.refused_fields.includes(name)) continue;
        expect(confirmations[name] === false).toBe(false);
        expect(isKnown(name, before.variables[name])).toBe(false);
        expect(isKnown(name, before.session.progress?.fields[name]?.value)).toBe(false);
        const known = before.profile[name];
        const expired = known?.expires_at !== undefined && known.expires_at < NOW;
        expect(known !== undefined && !expired && isKnown(name, known.value)).toBe(false);
      }
      for (const { field_name: name, value: offered } of answer.confirm_fields) {
        expect(isKnown(name, offered)).toBe(true);
        expect(confirmations[name]).toBeUndefined();
      }
    }));

  test('no value is lost or invented', () =>
    fc.assert(
      fc.asyncProperty(world, async (each) => {
        let asked: readonly string[] = [];
        let answered: Values = {};
        await play(each, ({ answer, change, event }, journey, before, { provided_fields, confirmations }) => {
          const given: Values = provided_fields;
          for (const name of NAMES) {
            // Asked once, it may be corrected in any later turn.
            const wanted = asked.includes(name) || Object.hasOwn(answered, name);
            if (isKnown(name, given[name]) && wanted) answered[name] = given[name] ?? null;
            // What the customer takes back is no value.
            else if (confirmations[name] === false) delete answered[name];
          }
          const sources: Record<string, readonly unknown[]> = Object.fromEntries(
            NAMES.map((name) => [
              name,
              [given[name], before.session.progress?.fields[name]?.value, before.profile[name]?.value],
            ]),
          );
          const filled = event?.fields_gap_filled ?? {};
          if (isAsking(answer)) expect(change?.variables).toBeUndefined();
          for (const name of new Set([...Object.keys(before.variables), ...Object.keys(journey.variables)])) {
            const [was, is] = [before.variables[name], journey.variables[name]];
            if (is === was) continue;
            expect(filled).toHaveProperty(name);
            expect(sources[name]).toContainEqual(is);
          }
          if (isAsking(answer)) {
            asked = answer.collect_fields;
            return;
          }
          for (const [name, said] of Object.entries(answered)) {
            expect(journey.variables[name]).toEqual(said);
            expect(journey.profile[name]?.value).toEqual(said);
          }
          for (const name of Object.keys(filled)) expect(isKnown(name, journey.variables[name])).toBe(true);
          asked = [];
          answered = {};
        });
      }),
      RUNS,
    ));

  test('every change is told by exactly one audit event, and is what was answered', () =>
    property(({ change, answer, event }, journey, before) => {
      expect(journey.events.length - before.events).toBe(change ? 1 : 0);
      if (!change) {
        expect(journey.session).toEqual(before.session);
        return;
      }
      expect(change.answer).toEqual(answer);
      expect(journey.session.revision).toBe(before.session.revision + 1);
      expect(event?.step_after_id).toBe(journey.session.position?.step_id);
      const cleared = before.session.mark && !journey.session.mark;
      expect(change.audit?.settles).toEqual(
        cleared
          ? {
              plan_id: before.session.mark?.migration_plan_id,
              deployment_id: before.session.mark?.deployment_id,
            }
          : undefined,
      );
      const kinds: Record<string, MigrationEvent['event_type']> = {
        collect: 'data_requested',
        execute_action: 'action_requested',
        exit_scenario: 'session_exited',
      };
      const moved = journey.session.position?.graph_version !== before.session.position?.graph_version;
      expect(event?.event_type).toBe(kinds[answer.action] ?? (moved ? 'session_migrated' : 'session_pinned'));
    }));

  test('a second call changes nothing', () =>
    property(async ({ answer }, journey) => {
      if (!isAsking(answer)) {
        expect(journey.session.position === undefined || !journey.isDue).toBe(true);
        return;
      }
      const quiet = await journey.turn();
      expect(quiet.change).toBeUndefined();
      expect(await journey.turn()).toMatchObject({ answer: quiet.answer, change: undefined });
    }));

  test('the same situation gives the same decision', () =>
    property(async ({ situation, decision }, journey) => {
      const frozen = structuredClone({ session: situation.session, known: situation.known });
      const again = await journey.decide(situation);
      expect(again.decision).toEqual(decision);
      expect({ session: situation.session, known: situation.known }).toEqual(frozen);
    }));

  test('who is out of scope never moves, whatever is published later', () =>
    property(({ decision }, journey, before, _, { policies, plan }) => {
      const { position, pinned } = before.session;
      const excluded =
        plan === 'deployed' &&
        position?.graph_version === 1 &&
        policies[position.step_id]?.scope_filter !== undefined;
      if (!excluded && pinned?.reason !== 'out_of_scope') return;
      expect(decision).toMatchObject({ kind: 'pin', pin: 'out_of_scope' });
      expect(journey.position.graph_version).toBe(1);
    }));

  test('who is pinned keeps graph, step, path and checkpoints', () =>
    property(({ decision, answer, change }, journey, before) => {
      if (decision.kind !== 'pin') return;
      const { position, walk, checkpoints } = journey.session;
      const { version: _, settled_for_version: settled, ...place } = journey.position;
      expect(before.session.position).toMatchObject(place);
      expect(settled).toBe(journey.published.version);
      expect(walk).toEqual(before.session.walk);
      // What the engine executed towards another version is all that joins them.
      expect(checkpoints.slice(0, before.session.checkpoints.length)).toEqual(before.session.checkpoints);
      expect(journey.session).toMatchObject({ pinned: { reason: decision.pin }, mark: undefined });
      expect(journey.session.progress?.fields ?? {}).toEqual({});
      expect(answer).toMatchObject({ action: 'continue', entry: 'resume', step_id: position?.step_id });
      expect(change?.visits).toBeUndefined();
    }));

  test('who skipped a required action or a checkpoint does not move before it is executed', () =>
    property(({ decision, situation }, _, before) => {
      const { passage, input } = situation;
      // Jumps cut the path, and what an operator forces is waived; both have examples of their own.
      if (decision.kind !== 'move' || decision.why !== 'own_image' || !passage.route) return;
      const policy = policyAt(situation, before);
      if (policy?.force_scenario !== undefined || policy?.skipped_checkpoints === 'skip') return;
      const { route, to } = passage;
      const image = ({ ordinal }: { ordinal: number }) => route.imageOf(ordinal) ?? [];
      const { path, detours } = before.session.walk;
      const visited = new Set([...path, ...detours].flatMap(image));
      const skipped = new Ways(to.graph).along(path.slice(0, -1).flatMap(image), decision.target);
      const located = new Set(decision.checkpoints.map(({ step_id }) => step_id));
      const executed = new Set(input.executed_action_ids);
      for (const { step_id, executed_at } of before.session.progress?.actions ?? []) {
        if (executed_at !== undefined) executed.add(step_id);
      }
      for (const node of skipped) {
        if (visited.has(node) || executed.has(node.id)) continue;
        expect(node.step.is_checkpoint ? located.has(node.id) : !node.step.is_required_action).toBe(true);
      }
    }));

  test('who is re-routed took a new branch, and its condition holds', () =>
    property(({ decision, situation, answer }, _, before, input, { config }) => {
      if (decision.kind !== 'move' || decision.why !== 're_routed') return;
      expect(config.re_routing.enabled).toBe(true);
      expect(answer).toMatchObject({ migration_scenario: 're_route', entry: 'enter' });
      const { route, to } = situation.passage;
      const takers = [...(route?.forks ?? [])].filter(
        ([fork, { branches }]) =>
          branches.some((branch) => branch.to === decision.target.ordinal) &&
          branchTaken(to.graph.node(fork), (name) => certainly(name, before, input)) ===
            decision.target.ordinal,
      );
      expect(takers.length).toBeGreaterThan(0);
    }));

  test('what was settled by a move is not brought up again by a version that changes nothing', () =>
    property(async ({ decision }, journey, _, __, { plan }) => {
      if (decision.kind !== 'move' || plan !== 'deployed') return;
      const { version } = journey.published;
      // Its own copy: the play goes on where it was.
      const { session, variables, profile: known } = journey;
      const next = new Journey(journey.published.graph.scenario, {});
      next.session = session;
      next.variables = {};
      next.profile = {};
      next.publish({ ...journey.published.graph.scenario, version: version + 1 });
      const { answer } = await next.turn();
      expect(answer).toMatchObject({
        action: 'continue',
        migration_scenario: 'clean_graft',
        graph_version: version + 1,
        step_id: session.position?.step_id,
      });
      expect([journey.session, journey.variables, journey.profile]).toEqual([session, variables, known]);
    }));
});

/** What is known of a field beyond doubt, best source first. */
function certainly(
  name: string,
  { session, profile: before, variables }: Before,
  { provided_fields, confirmations }: World['turns'][number],
) {
  const given: Values = provided_fields;
  const { fields = {}, refused_fields = [] } = session.progress ?? {};
  const refused = refused_fields.includes(name) || confirmations[name] === false;
  const sure = (doubt: boolean | undefined) => !doubt || confirmations[name] === true;
  const field = before[name];
  const usable = field && (field.expires_at === undefined || field.expires_at >= NOW);
  return [
    given[name],
    ...(refused
      ? []
      : [
          sure(fields[name]?.needs_confirmation) ? fields[name]?.value : undefined,
          usable && sure(field.needs_confirmation) ? field.value : undefined,
          variables[name],
        ]),
  ].find((each) => isKnown(name, each));
}

/** Every condition that is generated and can be evaluated. */
const HOLDS: Record<string, (value: (name: string) => unknown) => boolean | undefined> = {
  '': () => true,
  'age < 18': (value) => below(value('age'), 18),
  'age < 21': (value) => below(value('age'), 21),
  'country == "DE"': (value) => (value('country') === undefined ? undefined : value('country') === 'DE'),
};
const below = (value: unknown, limit: number) => (typeof value === 'number' ? value < limit : undefined);

/** Where the customer goes at a fork, if that is certain. */
function branchTaken({ ways }: GraphNode, value: (name: string) => unknown): number | undefined {
  const inOrder = [...ways].sort((a, b) => Number(a.condition === '') - Number(b.condition === ''));
  const possible = inOrder.filter((way) => HOLDS[way.condition]?.(value) !== false);
  const first = possible.findIndex((way) => HOLDS[way.condition]?.(value) === true);
  const targets = new Set(possible.slice(0, first + 1).map(({ to }) => to));
  return targets.size === 1 ? [...targets][0] : undefined;
}

function policyAt({ passage }: Turn['situation'], { session }: Before) {
  const links = passage.kind === 'planned' ? passage.route.links : [];
  // A chain follows the step through its versions; only a single plan is looked at here.
  return links.length === 1
    ? links[0]?.policies.get(session.position?.step_id ?? '')
    : { force_scenario: links.length === 0 ? undefined : 'unknown', skipped_checkpoints: 'pin' };
}

/** Forward edges and what lies on them, worked out the slow way: by taking steps away and looking who gets through. */
class Ways {
  readonly #graph: ScenarioGraph;
  readonly #next: ReadonlyMap<GraphNode, readonly GraphNode[]>;
  readonly #reached: ReadonlySet<GraphNode>;

  constructor(graph: ScenarioGraph) {
    this.#graph = graph;
    const all = new Map(graph.nodes.map((node) => [node, node.successors.map(graph.node)] as const));
    this.#reached = flood(all, [graph.entry]);
    // What cannot be reached without its target is dominated by it: the edge leads back.
    const back = new Map(
      [...this.#reached].map((node) => {
        const without = node === graph.entry ? new Set<GraphNode>() : flood(all, [graph.entry], node);
        return [node, new Set([...this.#reached].filter((each) => !without.has(each)))] as const;
      }),
    );
    this.#next = new Map(
      [...this.#reached].map((node) => [
        node,
        (all.get(node) ?? []).filter((to) => !back.get(to)?.has(node)),
      ]),
    );
  }

  leads(from: GraphNode, to: GraphNode): boolean {
    if (from === to || !this.#reached.has(from)) return false;
    return flood(this.#next, this.#next.get(from) ?? []).has(to);
  }

  #inCycle(node: GraphNode): boolean {
    return flood(this.#next, this.#next.get(node) ?? []).has(node);
  }

  /** What every way along these points passes. */
  along(points: readonly GraphNode[], target: GraphNode): readonly GraphNode[] {
    const skipped: GraphNode[] = [];
    if (!this.#reached.has(target)) return skipped;
    const stops = points.filter((node) => node !== target);
    const standIn = () => {
      const dominators = [...this.#reached].filter(
        (node) => node !== target && !this.#inCycle(node) && !this.#gets(this.#graph.entry, target, node),
      );
      skipped.push(...dominators);
      return skipped;
    };
    if (stops.length === 0) return standIn();
    let from = this.#graph.entry;
    skipped.push(from);
    for (const to of [...stops, target]) {
      if (from !== to) {
        if (!this.leads(from, to)) return standIn();
        const arrives = to !== target && !this.#inCycle(target) && !this.#gets(from, to, target);
        const end = arrives ? target : to;
        for (const node of this.#reached) {
          if (node === from || node === end || this.#inCycle(node)) continue;
          if (!this.#gets(from, end, node)) skipped.push(node);
        }
        // What was walked on lies beyond it now.
        if (arrives) return skipped;
      }
      from = to;
    }
    return skipped;
  }

  /** Is there a forward way that does not pass a step? */
  #gets(from: GraphNode, to: GraphNode, without: GraphNode): boolean {
    return from !== without && flood(this.#next, [from], without).has(to);
  }
}

function flood(
  next: ReadonlyMap<GraphNode, readonly GraphNode[]>,
  starts: readonly GraphNode[],
  without?: GraphNode,
): Set<GraphNode> {
  const seen = new Set(starts);
  for (const node of seen) for (const to of next.get(node) ?? []) if (to !== without) seen.add(to);
  return seen;
}
