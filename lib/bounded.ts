/** A map that forgets what was used least recently once the weight of what it holds passes a limit. */
export class Bounded<Value> {
  readonly #entries = new Map<string, Value>();
  readonly #limit: number;
  readonly #weigh: (value: Value) => number;
  #weight = 0;

  /** @param weigh without it every value weighs 1, and the limit is a number of values */
  constructor(limit: number, weigh: (value: Value) => number = () => 1) {
    this.#limit = limit;
    this.#weigh = weigh;
  }

  get(key: string): Value | undefined {
    const value = this.#entries.get(key);
    if (value !== undefined) {
      // A Map keeps insertion order: what is used moves to the end.
      this.#entries.delete(key);
      this.#entries.set(key, value);
    }
    return value;
  }

  /** The value for a key, made when it is not there. */
  getOrInsertComputed(key: string, make: () => Value): Value {
    const held = this.get(key);
    if (held !== undefined) return held;
    const made = make();
    this.set(key, made);
    return made;
  }

  /** The value for a key, looked up when it is not there; that there is none is not remembered. */
  async getOrLoad<Found extends Value | undefined>(
    key: string,
    load: () => Promise<Found>,
  ): Promise<Value | Found> {
    const held = this.get(key);
    if (held !== undefined) return held;
    const found = await load();
    if (found !== undefined) this.set(key, found);
    return found;
  }

  set(key: string, value: Value): void {
    this.delete(key);
    this.#entries.set(key, value);
    this.#weight += this.#weigh(value);
    for (const oldest of this.#entries.keys()) {
      if (this.#weight <= this.#limit || this.#entries.size === 1) break;
      this.delete(oldest);
    }
  }

  /** Forgets what is held for a key. */
  delete(key: string): void {
    const value = this.#entries.get(key);
    if (value === undefined) return;
    this.#entries.delete(key);
    this.#weight -= this.#weigh(value);
  }
}
