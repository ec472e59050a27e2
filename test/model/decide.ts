import type { Change, Need } from './change.ts';
import { findPassed, forbidsJump, forbidsOwnImage, type Passed, passedByExecuting } from './checkpoints.ts';
import { Forks, type Taken } from './forks.ts';
import { inLatest } from './history.ts';
import { after, endingsOf, type Prospect } from './prospect.ts';
import type { Expected, History, Move, Policy, State, StepOf, Turn } from './situation.ts';
import type { Finding, Sources } from './values.ts';
import { type Stop, Way } from './way.ts';
import { destination, type Goal, type Led } from './where.ts';

/**
 * What may become of a session that is to be decided, by the specification's sections 7 to 12. Mostly that is one
 * thing; where a question makes no difference, it may be put or left out. Nothing where the model does not say.
 */
export function expected(history: History, state: State, turn: Turn): Expected[] {
  const spared = new Set<string>();
  const published = history.versions.at(-1)?.scenario.version ?? 0;
  const asked = state.progress?.target ?? published;
  const reported = turn.executed.map((id) => ({ id, version: asked }));
  const executed = [...(state.progress?.executed ?? []), ...reported];
  const to = destination(history, state, executed);
  if (to.kind === 'not modelled') return [];
  if (to.kind === 'pin') return history.graphGone ? [] : [{ ...to, blocked: false }];
  const decide = (sparing: Sparing, heard: Heard = new Map()): Expected => {
    const decided = new Decision(history, state, turn, to, executed, heard, sparing).towards(to.goal);
    // What would be asked for is looked for in the conversation first, and then it is decided again.
    const more = decided.kind === 'collect' ? decided.ask.filter((field) => !heard.has(field)) : [];
    const found = more.flatMap((field) => {
      const said = turn.said?.get(field);
      return said ? [[field, said] as const] : [];
    });
    return found.length > 0 ? decide(sparing, new Map([...heard, ...found])) : decided;
  };
  const all = [decide({ spared }), ...[...spared].map((curiousAt) => decide({ curiousAt }))];
  // Nobody stays on a graph that is gone: what becomes of them goes by content.
  return history.graphGone && all.some(({ kind }) => kind === 'pin') ? [] : all;
}

type Heard = Sources['heard'];

/** At which decisions a customer was spared a question, and at which they are not. */
interface Sparing {
  readonly spared?: Set<string>;
  readonly curiousAt?: string;
}

/** Steps that lie ahead, those that are behind, and whether an action may still change what is known. */
interface Onwards {
  readonly stops: readonly Stop[];
  readonly passed: readonly string[];
  readonly unsure: boolean;
  /** A jump was refused on the way here. */
  readonly blocked: boolean;
  /** From this step on nothing is decided any more. */
  readonly staysAt: string | undefined;
}

const isNothing = ({ fields, action, checkpoint }: Need): boolean =>
  fields.length === 0 && !action && !checkpoint;

class Decision {
  readonly #history: History;
  readonly #state: State;
  readonly #forks: Forks;
  readonly #change: Change;
  readonly #policyFor: Led['policyFor'];
  readonly #sparing: Sparing;
  readonly #executed: ReadonlySet<string>;
  readonly #passed: readonly Passed[];

  constructor(
    history: History,
    state: State,
    turn: Turn,
    { change, policyFor }: Led,
    executed: readonly StepOf[],
    heard: Heard,
    sparing: Sparing,
  ) {
    this.#sparing = sparing;
    this.#history = history;
    this.#state = state;
    const { progress, profile, variables } = state;
    this.#forks = new Forks(change, {
      ...turn,
      kept: progress?.found ?? new Map(),
      refused: progress?.refused ?? new Set(),
      profile,
      variables,
      heard,
    });
    this.#change = change;
    this.#policyFor = policyFor;
    this.#executed = new Set(executed.flatMap((step) => inLatest(history, change, step) ?? []));
    this.#passed = [...state.checkpoints, ...passedByExecuting(history, executed)].map((step) =>
      findPassed(history, change, step, state.path),
    );
  }

  /** The whole decision, once it is clear where the session should go. */
  towards(goal: Goal | undefined, blocked = false, staysAt?: string): Expected {
    if (!goal) return { kind: 'exit' };
    if (!this.#mayArrive(goal)) return this.#refused(goal);
    const way = this.#wayTo(goal);
    const onwards = { stops: way.start(), passed: [], unsure: false, blocked, staysAt };
    const endings = endingsOf(this.#prospect(goal, way, onwards));
    const pins = endings.filter((ending) => ending === 'pin' || ending === 'blocked pin');
    // What is certain is found before anything is asked or executed.
    if (pins.length === endings.length) {
      return this.#pin('would_skip_checkpoint', endings.includes('blocked pin') ? undefined : blocked);
    }
    return this.#proceed(goal, way, onwards);
  }

  /** Works the way step by step, as far as what is known allows. */
  #proceed(goal: Goal, way: Way, start: Onwards): Expected {
    let { blocked, staysAt } = start;
    let stops = [...start.stops];
    const passed: string[] = [];
    const joined: string[] = [];
    const filled = new Map<string, Finding>();
    const open = new Map<string, Finding>();
    const actions: string[] = [];
    let spared = false;
    const wait = (): Expected => (open.size > 0 ? this.#collect(open) : { kind: 'execute', ids: actions });
    const arrive = (target: string, why: Move['why']): Expected => ({
      kind: 'move',
      move: {
        spared,
        target,
        why,
        blocked,
        path: this.#pathTo(target, why === 'own_image'),
        passed,
        joined,
        filled,
      },
    });

    for (let stop = stops.shift(); stop; stop = stops.shift()) {
      passed.push(stop.id);
      if (this.#holds(stop)) return this.#pin('would_skip_checkpoint', blocked);
      for (const field of this.#fieldsOf(stop)) {
        const finding = this.#forks.find(field);
        if (finding.kind === 'filled') filled.set(field, finding);
        else if (actions.length > 0) return wait();
        else open.set(field, finding);
      }
      if (this.#acts(stop)) {
        if (open.size > 0) return wait();
        actions.push(stop.id);
      }
      if (stop.skipped && !isNothing(stop.need)) joined.push(stop.id);

      if (!this.#decides(stop, staysAt, passed)) continue;
      if (actions.length > 0) return wait();
      let choice = this.#forks.choose(stop.id);
      if (choice !== 'stay' && 'missing' in choice) {
        const on = { stops, passed, unsure: false, blocked, staysAt };
        // Where all ways come to the same for the customer, nobody needs to know.
        const outcomes = new Set(this.#outcomes(goal, way, stop, on).map((each) => JSON.stringify(each)));
        if (outcomes.size > 1 || this.#sparing.curiousAt === stop.id) {
          for (const field of choice.missing) open.set(field, this.#forks.find(field));
          return wait();
        }
        spared = true;
        this.#sparing.spared?.add(stop.id);
        const possible = this.#choices(stop, on);
        const isRefused = (to: string) => this.#leadsAway(way, to) && this.#isForbidden(to);
        choice = possible.find((each) => each === 'stay' || !isRefused(each.to)) ?? 'stay';
      }
      if (choice === 'stay') continue;
      if (this.#goesOn(way, stop, choice.to, passed)) {
        stops = way.branch(stop, choice.to, passed);
      } else if (this.#comesBack(way, stop, choice.to, passed)) {
        // A loop: the session is on its way again, as before.
      } else if (!this.#isForbidden(choice.to)) {
        return open.size > 0 ? wait() : arrive(choice.to, 're_routed');
      } else if (goal.why === 'own_image') {
        // To its own image it goes then, and nowhere else.
        blocked = true;
        staysAt = stop.id;
      } else {
        return this.#refused(goal, stop.id);
      }
    }
    if (open.size > 0 || actions.length > 0) return wait();
    return arrive(goal.target, goal.why);
  }

  /** What may be met from here on, for all that is not known yet. */
  #prospect(goal: Goal, way: Way, from: Onwards): Prospect {
    const [stop, ...stops] = from.stops;
    if (!stop) return { meets: [], ending: 'arrives' };
    if (this.#holds(stop)) return { meets: [], ending: from.blocked ? 'blocked pin' : 'pin' };
    const on = {
      ...from,
      stops,
      passed: [...from.passed, stop.id],
      unsure: from.unsure || this.#acts(stop),
    };
    const asks = this.#fieldsOf(stop).filter((field) => this.#forks.find(field).kind !== 'filled');
    const meets = [...asks, ...(this.#acts(stop) ? [`executes ${stop.id}`] : [])];
    return after(meets, this.#outcomes(goal, way, stop, on));
  }

  /** What may be met after a step, decision by decision. */
  #outcomes(goal: Goal, way: Way, stop: Stop, on: Onwards): Prospect[] {
    return this.#choices(stop, on).map((choice): Prospect => {
      if (choice === 'stay' || this.#comesBack(way, stop, choice.to, on.passed)) {
        return this.#prospect(goal, way, on);
      }
      if (this.#goesOn(way, stop, choice.to, on.passed)) {
        return this.#prospect(goal, way, { ...on, stops: way.branch(stop, choice.to, on.passed) });
      }
      if (!this.#isForbidden(choice.to)) return { meets: [], ending: `re-routed to ${choice.to}` };
      if (goal.why !== 'own_image') return { meets: [], ending: 'refused' };
      return this.#prospect(goal, way, { ...on, blocked: true, staysAt: stop.id });
    });
  }

  #wayTo(goal: Goal): Way {
    const { image } = this.#change;
    const visited = [...this.#state.path, ...this.#state.detours].flatMap((id) => image.get(id) ?? []);
    return new Way(this.#change, new Set(visited), this.#pathTo(goal.target, goal.why === 'own_image'));
  }

  /** The walked path in W. A jump cuts it at the last step that leads to the target. */
  #pathTo(target: string, own: boolean): string[] {
    const images = this.#state.path
      .flatMap((id) => this.#change.image.get(id) ?? [])
      .filter((id) => id !== target);
    const last = own ? images.length - 1 : images.findLastIndex((id) => this.#change.w.leadsTo(id, target));
    return [...images.slice(0, last + 1), target];
  }

  #mayArrive(goal: Goal): boolean {
    if (goal.why !== 'own_image') return !this.#isForbidden(goal.target);
    const { blocking } = this.#history.options;
    return !blocking || !forbidsOwnImage(this.#state.step, goal.target, this.#passed, this.#change);
  }

  #isForbidden(target: string): boolean {
    const { blocking, unmatched } = this.#history.options;
    return blocking && forbidsJump(target, this.#passed, this.#change, unmatched) !== undefined;
  }

  #ownImage(): Goal | undefined {
    const target = this.#change.image.get(this.#state.step);
    return target === undefined ? undefined : { target, why: 'own_image' };
  }

  /** A blocked jump goes to the own image instead, where there is one. */
  #refused(goal: Goal, staysAt?: string): Expected {
    // Without a plan only equal content is the same step, and that has been looked for.
    const own = goal.why === 'own_image' || !this.#policyFor ? undefined : this.#ownImage();
    return own ? this.towards(own, true, staysAt) : this.#pin('checkpoint', true);
  }

  /** What cannot be undone has been done at this step, and must not be done again. */
  #isPassed(stop: Stop): boolean {
    const { is_checkpoint: cannotBeUndone } = this.#change.w.step(stop.id);
    return cannotBeUndone && this.#passed.some(({ places }) => places.includes(stop.id));
  }

  /** A checkpoint that was skipped and not passed. */
  #lacks(stop: Stop): boolean {
    return stop.need.checkpoint && !this.#isPassed(stop);
  }

  #policyAt({ id }: Stop): Policy {
    return this.#policyFor?.(id) ?? {};
  }

  #holds(stop: Stop): boolean {
    return this.#lacks(stop) && (this.#policyAt(stop).skipped_checkpoints ?? 'pin') === 'pin';
  }

  #isWaived(stop: Stop): boolean {
    return this.#lacks(stop) && this.#policyAt(stop).skipped_checkpoints === 'skip';
  }

  #acts(stop: Stop): boolean {
    if (this.#executed.has(stop.id) || this.#isPassed(stop) || this.#isWaived(stop)) return false;
    if (this.#lacks(stop)) return true;
    return stop.need.action && this.#policyAt(stop).force_scenario !== 'clean_graft';
  }

  #fieldsOf(stop: Stop): readonly string[] {
    const { force_scenario: forced } = this.#policyAt(stop);
    if (forced === 'clean_graft' || forced === 're_route') return [];
    return stop.need.fields;
  }

  #choices(stop: Stop, { unsure, staysAt, passed }: Onwards): Taken[] {
    return this.#decides(stop, staysAt, passed) ? this.#forks.possible(stop.id, unsure) : ['stay'];
  }

  #decides(stop: Stop, staysAt: string | undefined, passed: readonly string[]): boolean {
    const { force_scenario: forced } = this.#policyAt(stop);
    return (
      !(staysAt !== undefined && passed.includes(staysAt)) &&
      this.#history.options.reRouting &&
      forced !== 'clean_graft' &&
      forced !== 'gap_fill' &&
      this.#forks.isNew(stop.id)
    );
  }

  #leadsAway({ target }: Way, to: string): boolean {
    return !this.#change.w.leadsTo(to, target);
  }

  /** Does a branch lead forward, and on to the target? */
  #goesOn(way: Way, { id }: Stop, to: string, passed: readonly string[]): boolean {
    return !this.#leadsAway(way, to) && this.#change.w.isForward(id, to) && !passed.includes(to);
  }

  #comesBack(way: Way, stop: Stop, to: string, passed: readonly string[]): boolean {
    return !this.#leadsAway(way, to) && !this.#goesOn(way, stop, to, passed);
  }

  #pin(reason: 'checkpoint' | 'would_skip_checkpoint', blocked: boolean | undefined): Expected {
    return { kind: 'pin', reason, blocked };
  }

  #collect(open: ReadonlyMap<string, Finding>): Expected {
    const named = (kind: Finding['kind']) =>
      [...open].flatMap(([field, finding]) => (finding.kind === kind ? [field] : []));
    return { kind: 'collect', ask: named('to_ask'), confirm: named('to_confirm') };
  }
}
