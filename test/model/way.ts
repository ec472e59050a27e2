import { type Change, gainedNeed, type Need, wholeNeed } from './change.ts';

/** A step that a session is taken past on its way to the target. */
export interface Stop {
  readonly id: string;
  readonly need: Need;
  /** Was it skipped, or is it one of the steps that the session visited? */
  readonly skipped: boolean;
  /** What of the walked path lies ahead, the target last. */
  readonly ahead: readonly string[];
}

/** How a session would have come through W. */
export class Way {
  readonly target: string;
  readonly #change: Change;
  readonly #visited: ReadonlySet<string>;
  readonly #path: readonly string[];

  /**
   * @param visited steps of W that were visited in this run
   * @param path the walked path in W, the target last
   */
  constructor(change: Change, visited: ReadonlySet<string>, path: readonly string[]) {
    const target = path.at(-1);
    if (target === undefined) throw new Error('a way leads somewhere');
    this.#change = change;
    this.#visited = visited;
    this.#path = path;
    this.target = target;
  }

  /** What lies on the way from the entry to the target if no new decision leads elsewhere. */
  start(): Stop[] {
    return this.#on(this.#change.w.entry, this.#path, []);
  }

  /** What lies on the way from a step that a new decision leads to. */
  branch({ ahead }: Stop, to: string, passed: readonly string[]): Stop[] {
    if (to === this.target) return [];
    const next = ahead.findIndex((id) => this.#change.w.leadsTo(to, id));
    return this.#on(to, ahead.slice(next), passed);
  }

  #on(start: string, ahead: readonly string[], passed: readonly string[]): Stop[] {
    const { w } = this.#change;
    const stops: Stop[] = [];
    const isListed = (id: string) => passed.includes(id) || stops.some((stop) => stop.id === id);
    let here = start;
    for (const [at, goal] of ahead.entries()) {
      const known = w.leadsTo(here, goal);
      // W has no way on along the path: what every way to the target passes stands in for the rest.
      const between = known ? w.onEveryWay(here, goal) : w.dominators(this.target);
      for (const id of [here, ...between]) {
        if (isListed(id) || !this.#isUpstream(id)) continue;
        stops.push(this.#stop(id, known || id === here ? ahead.slice(at) : [this.target]));
      }
      if (!known) break;
      here = goal;
    }
    return stops;
  }

  #isUpstream(id: string): boolean {
    return id !== this.target && this.#change.w.leadsTo(id, this.target);
  }

  /** Skipped is what was not visited; of what was, only that counts which it did not ask for then. */
  #stop(id: string, ahead: readonly string[]): Stop {
    const skipped = !this.#visited.has(id);
    return { id, skipped, need: skipped ? wholeNeed(this.#change, id) : gainedNeed(this.#change, id), ahead };
  }
}
