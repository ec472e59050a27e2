import type { ScenarioInput, Step, Transition } from '../../lib/scenario/model.ts';

/**
 * A version of a scenario, read by definition: what dominates what is tried by leaving steps out, and everything
 * else follows from searches. Slow, and meant to be obviously right.
 */
export class Flow {
  readonly scenario: ScenarioInput;
  readonly #steps: ReadonlyMap<string, Step>;
  readonly #forward = new Map<string, readonly string[]>();
  readonly #left = new Map<string, ReadonlySet<string>>();
  readonly #reached = new Map<string, ReadonlySet<string>>();

  constructor(scenario: ScenarioInput) {
    this.scenario = scenario;
    this.#steps = new Map(scenario.steps.map((step) => [step.id, step]));
    for (const from of this.#steps.keys()) {
      const targets = this.#reachable(from) ? this.transitions(from).map((way) => way.to_step_id) : [];
      this.#forward.set(
        from,
        [...new Set(targets)].filter((to) => !this.dominates(to, from)),
      );
    }
  }

  get entry(): string {
    return this.scenario.entry_step_id;
  }

  has(id: string): boolean {
    return this.#steps.has(id);
  }

  step(id: string): Step {
    const step = this.#steps.get(id);
    if (!step) throw new Error(`no step ${id} in version ${this.scenario.version}`);
    return step;
  }

  /** In the order in which they are tried: by priority, then as listed, "otherwise" last. */
  transitions(id: string): readonly Transition[] {
    const tried = this.step(id).transitions.toSorted((a, b) => b.priority - a.priority);
    return [
      ...tried.filter((way) => way.condition_text !== ''),
      ...tried.filter((way) => way.condition_text === ''),
    ];
  }

  /** Is there no way from the entry to `id` that does not pass `by`? */
  dominates(by: string, id: string): boolean {
    return this.#reachable(id) && (by === id || !this.#reachedWithout(by).has(id));
  }

  /**
   * Every step that dominates one, itself left out, in the order in which they are passed. Steps of a cycle that has
   * no single way in depend on the path, and count for nobody.
   */
  dominators(id: string): string[] {
    const all = [...this.#steps.keys()].filter(
      (by) => by !== id && this.dominates(by, id) && !this.isInCycle(by),
    );
    return all.toSorted((a, b) => (this.dominates(a, b) ? -1 : 1));
  }

  /** Is one step the other, or does it come before it, along forward edges? */
  leadsTo(from: string, to: string): boolean {
    return this.#after(from).has(to);
  }

  /**
   * The same where caution is due: of a step that the entry does not reach nobody knows which edges lead back, so
   * all of them count.
   */
  mayLeadTo(from: string, to: string): boolean {
    if (this.#reachable(from)) return this.leadsTo(from, to);
    return search(from, (at) => this.step(at).transitions.map((way) => way.to_step_id)).has(to);
  }

  /** How many steps lead on from one. */
  ways(id: string): number {
    return new Set(this.step(id).transitions.map((way) => way.to_step_id)).size;
  }

  isForward(from: string, to: string): boolean {
    return this.#forward.get(from)?.includes(to) ?? false;
  }

  /** What every forward way from one step to another passes between them, in that order. */
  onEveryWay(from: string, to: string): string[] {
    if (from === to || !this.leadsTo(from, to)) return [];
    const between = [...this.#steps.keys()].filter(
      (id) =>
        id !== from &&
        id !== to &&
        !this.isInCycle(id) &&
        !search(from, (at) => this.#forward.get(at) ?? [], id).has(to),
    );
    const earlier = (a: string, b: string) => !search(from, (at) => this.#forward.get(at) ?? [], a).has(b);
    return between.toSorted((a, b) => (earlier(a, b) ? -1 : 1));
  }

  /** Does a step lead back to itself although the edges that lead back are gone? */
  isInCycle(id: string): boolean {
    return this.#forward.get(id)?.some((next) => this.leadsTo(next, id)) ?? false;
  }

  #reachable(id: string): boolean {
    return this.#reachedWithout('').has(id);
  }

  #after(from: string): ReadonlySet<string> {
    const known = this.#reached.get(from) ?? search(from, (at) => this.#forward.get(at) ?? []);
    this.#reached.set(from, known);
    return known;
  }

  #reachedWithout(left: string): ReadonlySet<string> {
    const known =
      this.#left.get(left) ??
      search(this.entry, (at) => this.step(at).transitions.map((way) => way.to_step_id), left);
    this.#left.set(left, known);
    return known;
  }
}

/** Everything that can be reached from a start, the start included, when one step is left out. */
function search(start: string, next: (at: string) => readonly string[], left?: string): Set<string> {
  const seen = new Set(start === left ? [] : [start]);
  for (const at of seen) for (const to of next(at)) if (to !== left) seen.add(to);
  return seen;
}
