import { contentHash } from '../../lib/scenario/content-hash.ts';
import type { ScenarioInput } from '../../lib/scenario/model.ts';
import type { CheckpointInfo, Values } from '../../lib/session/model.ts';
import { DEPLOYED_AT, Journey, type Turn as Taken } from '../reconcile/journey.ts';
import type { Case, Conduct, Publication } from './cases.ts';
import { flowOf } from './change.ts';
import { conversationOf, listenerOf, understandable } from './conversation.ts';
import { inputFor, profileOf, variablesOf } from './customer.ts';
import { edited } from './scenarios.ts';
import type { History, Plan, Policy, State, StepOf, Turn } from './situation.ts';
import { stateOf } from './state.ts';

/** One call of reconcile that decided something, with what was before it. */
export interface Played {
  readonly history: History;
  readonly before: {
    readonly state: State;
    readonly session: Journey['session'];
    readonly events: number;
  };
  readonly input: Turn;
  readonly taken: Taken;
  /** As it is after the call. */
  readonly journey: Journey;
  /** Checkpoints that really were passed in this run before the call, whatever the session's record says. */
  readonly passed: readonly StepOf[];
}

/** A case as far as it has been played. */
export interface Playing {
  readonly journey: Journey;
  readonly history: History;
}

/** Plays a case; every call that decides something is shown to `look`. @returns the journey at its end */
export async function play(each: Case, look: (played: Played) => void | Promise<void>): Promise<Playing> {
  const player = new Player(each, look);
  player.publish(each.publish);
  if (each.marked) player.journey.mark();
  for (const event of each.events) {
    if (event.kind === 'turn') await player.turn(event.conduct);
    if (event.kind === 'walk') player.walk(event.choices);
    if (event.kind === 'publish') player.publish(event);
  }
  // In the end every customer answers everything.
  for (let closing = 0; closing < 8; closing += 1) await player.turn('everything');
  return player;
}

class Player {
  readonly journey: Journey;
  readonly #case: Case;
  readonly #look: (played: Played) => void | Promise<void>;
  readonly #versions: { readonly scenario: ScenarioInput; readonly plan?: Plan | undefined }[];
  readonly #passed: StepOf[];
  #graphGone = false;
  #asked: Taken['answer'] | undefined;

  constructor(each: Case, look: (played: Played) => void | Promise<void>) {
    const { flow } = each;
    const { told, passed } = arrival(each);
    this.#case = each;
    this.#look = look;
    this.#versions = [{ scenario: flow }];
    const { reRouting, blocking, unmatched } = each.options;
    this.#passed = [...passed];
    this.journey = new Journey(flow, {
      walk: told,
      checkpoints: this.#passed.map((passed) => infoOf(flow, passed)),
      variables: variablesOf(each),
      profile: profileOf(each),
      channel: each.channel,
      ...(each.said && { understanding: listenerOf(each) }),
      created_at: new Date(Date.parse(DEPLOYED_AT) - each.ageDays * 86_400_000).toISOString(),
      config: {
        re_routing: { enabled: reRouting },
        checkpoints: { unmatched, block_teleport_past_checkpoint: blocking },
      },
    });
  }

  publish({ edits, plan: fate, policies: decided }: Publication): void {
    const from = this.#version(this.journey.published.version);
    const next = edited(from, edits);
    const policies: Record<string, Policy> = {};
    for (const { at, policy, target } of decided) {
      const step = at === 'session' ? this.#placeIn(from.version) : pick(from, at);
      if (step === undefined) continue;
      policies[step] = { ...policy, ...(policy.target_step_id && { target_step_id: pick(next, target) }) };
    }
    if (fate.startsWith('deployed')) this.journey.publish(next, stored(policies));
    else this.journey.publishWithoutPlan(next);
    if (fate.endsWith('graph') || fate.endsWith('graph is gone')) {
      this.journey.loseGraph();
      this.#graphGone = true;
    }
    const { table } = this.journey;
    const plan = table && {
      image: new Map(table.matches.map(([v1, v2]) => [v1, v2] as const)),
      nearest: new Map(Object.entries(table.nearest)),
      policies,
    };
    this.#versions.push({ scenario: next, plan });
  }

  /** Follows ways of the session's graph. */
  walk(choices: readonly number[]): void {
    if (!this.journey.session.position) return;
    const { step_id, graph_version } = this.journey.position;
    const graph = this.#version(graph_version);
    const steps = walkOn(graph, step_id, choices).slice(1);
    this.journey.visit(...steps);
    this.#passed.push(...passedOn(graph, steps));
  }

  async turn(conduct: Conduct): Promise<void> {
    const { journey } = this;
    if (!journey.session.position || !journey.isDue) return;
    const { truth, said } = this.#case;
    const input = { ...inputFor(conduct, truth, this.#asked), said: understandable(said ?? [], truth) };
    const before = {
      state: stateOf(journey, this.#case),
      session: journey.session,
      events: journey.events.length,
    };
    const passed = [...this.#passed, ...this.#executed(input)];
    const taken = await journey.turn({
      provided_fields: input.provided as Values,
      confirmations: { ...input.confirmations },
      executed_action_ids: [...input.executed],
      ...(said && { conversation: conversationOf(said, truth) }),
    });
    this.#asked = taken.answer;
    this.#passed.push(...this.#executed(input), ...this.#entered(taken));
    await this.#look({ history: this.history, before, input, taken, journey, passed });
  }

  get history(): History {
    return { versions: [...this.#versions], graphGone: this.#graphGone, options: this.#case.options };
  }

  /** Checkpoints that the engine executed; it was asked to for the version that was published then. */
  #executed({ executed }: Turn): StepOf[] {
    return executed.flatMap((id) => {
      const asked = this.journey.session.progress?.actions.find((action) => action.step_id === id);
      return asked ? passedOn(this.#version(asked.graph_version), [id]) : [];
    });
  }

  /** Whoever jumps to a checkpoint enters it. */
  #entered({ decision, answer }: Taken): StepOf[] {
    if (decision.kind !== 'move' || decision.why === 'own_image' || !answer.step_id) return [];
    return passedOn(this.#version(this.journey.position.graph_version), [answer.step_id]);
  }

  #version(version: number): ScenarioInput {
    const found = this.#versions.find(({ scenario }) => scenario.version === version);
    if (!found) throw new Error(`version ${version} was never published`);
    return found.scenario;
  }

  /** Where the session would be, about, in a version that it may not have come to yet. */
  #placeIn(version: number): string | undefined {
    if (!this.journey.session.position) return undefined;
    const { step_id, graph_version } = this.journey.position;
    return this.#versions
      .filter(({ scenario: { version: each } }) => each > graph_version && each <= version)
      .reduce<string | undefined>(
        (at, { plan }) => at && (plan?.image.get(at) ?? plan?.nearest.get(at)),
        step_id,
      );
  }
}

/** How a customer came to where they are: the visits that are on record, and all checkpoints that were passed. */
export function arrival({
  flow,
  walk: choices,
  stray,
  history,
}: Pick<Case, 'flow' | 'walk' | 'stray' | 'history'>) {
  const strayed = stray === undefined ? undefined : pick(flow, stray);
  const walk = [...walkOn(flow, flow.entry_step_id, choices), ...(strayed === undefined ? [] : [strayed])];
  const told = { full: walk, truncated: walk.slice(Math.floor(walk.length / 2)), none: walk.slice(-1) };
  return { told: told[history], passed: passedOn(flow, walk) };
}

const pick = ({ steps }: ScenarioInput, at: number): string | undefined => steps[at % steps.length]?.id;

/** Steps along chosen ways, the first included; it ends where no way leads on. */
function walkOn(scenario: ScenarioInput, from: string, choices: readonly number[]): string[] {
  const flow = flowOf(scenario);
  const walk = [from];
  for (const choice of choices) {
    const ways = flow.step(walk.at(-1) ?? from).transitions;
    const next = ways[choice % Math.max(ways.length, 1)];
    if (!next) break;
    walk.push(next.to_step_id);
  }
  return walk;
}

const passedOn = (scenario: ScenarioInput, walk: readonly string[]): StepOf[] =>
  [...new Set(walk)]
    .filter((id) => flowOf(scenario).step(id).is_checkpoint)
    .map((id) => ({ id, version: scenario.version }));

function infoOf(scenario: ScenarioInput, { id, version }: StepOf): CheckpointInfo {
  const step = flowOf(scenario).step(id);
  return {
    step_id: id,
    step_name: step.name,
    checkpoint_description: step.checkpoint_description ?? '',
    step_content_hash: contentHash(step),
    graph_version: version,
    passed_at: DEPLOYED_AT,
  };
}

/** Policies as they are stored. */
export function stored(policies: Readonly<Record<string, Policy>>): Record<string, Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(policies).map(([id, policy]) => {
      const { include_channels, exclude_channels, min_session_age_days, max_session_age_days, ...rest } =
        policy;
      const filter = { include_channels, exclude_channels, min_session_age_days, max_session_age_days };
      const said = Object.entries(filter).filter(([, value]) => value !== undefined);
      return [id, { ...rest, scope_filter: Object.fromEntries(said) }];
    }),
  );
}
