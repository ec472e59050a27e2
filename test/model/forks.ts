import type { Transition } from '../../lib/scenario/model.ts';
import type { Change } from './change.ts';
import { evaluate, type Names, type Verdict } from './conditions.ts';
import { type Finding, find, type Sources } from './values.ts';

/** A new way is taken, or the customer stays on theirs. */
export type Taken = 'stay' | { readonly to: string };
type Choice = Taken | { readonly missing: readonly string[] };

/** What is known about fields, and what is decided by it. */
export class Forks {
  readonly #change: Change;
  readonly #sources: Sources;

  constructor(change: Change, sources: Sources) {
    this.#change = change;
    this.#sources = sources;
  }

  isNew(id: string): boolean {
    return this.#change.forks.has(id);
  }

  find(field: string): Finding {
    return find(field, this.#definitions[field], this.#sources);
  }

  /** The first way whose condition holds, if it is a new one; what is unclear moves nobody. */
  choose(id: string): Choice {
    for (const { to, isNew, verdict } of this.#ways(id)) {
      if (verdict === 'false') continue;
      if (verdict === 'true') return isNew ? { to } : 'stay';
      return verdict === 'unclear' ? 'stay' : verdict;
    }
    return 'stay';
  }

  /**
   * Every choice that is possible still.
   * @param unsure an action that comes before may find out other values
   */
  possible(id: string, unsure: boolean): Taken[] {
    const choices: Taken[] = [];
    for (const { to, isNew, verdict, otherwise } of this.#ways(id, unsure)) {
      if (verdict === 'unclear') break;
      if (verdict === 'false' && !unsure) continue;
      choices.push(isNew ? { to } : 'stay');
      if (verdict === 'true' && (otherwise || !unsure)) return choices;
    }
    return [...choices, 'stay'];
  }

  /** The ways of a decision in the order in which they are tried, up to the last that is new. */
  #ways(id: string, unsure = false) {
    const { w, forks } = this.#change;
    const ways = w.transitions(id).map((way) => {
      const { to_step_id: to, condition_text: condition } = way;
      const isNew =
        forks.get(id)?.some((branch) => branch.to === to && branch.condition === condition) ?? false;
      return { to, isNew, verdict: this.#verdict(way, unsure), otherwise: condition === '' };
    });
    return ways.slice(0, ways.findLastIndex(({ isNew }) => isNew) + 1);
  }

  /** A value that nobody can be asked for leaves a condition unclear, unless an action may find it out. */
  #verdict({ condition_text: text, condition_fields: named }: Transition, unsure: boolean): Verdict {
    const verdict = evaluate(text, named, this.#names());
    if (typeof verdict !== 'object') return verdict;
    return unsure || verdict.missing.every((field) => this.#canBeAsked(field)) ? verdict : 'unclear';
  }

  #canBeAsked(field: string): boolean {
    const { steps } = this.#change.w.scenario;
    return field in this.#definitions || steps.some((step) => step.collects_profile_fields.includes(field));
  }

  #names(): Names {
    const { kept, profile, variables, provided, heard } = this.#sources;
    const known = [variables, profile, Object.fromEntries(kept), provided, Object.fromEntries(heard)];
    const names = new Set(known.flatMap(Object.keys));
    const found = [...names].flatMap((name): [string, Finding & { readonly value: unknown }][] => {
      const finding = this.find(name);
      return finding.kind === 'to_ask' ? [] : [[name, finding]];
    });
    return {
      definitions: this.#definitions,
      values: new Map(found.flatMap(([name, { kind, value }]) => (kind === 'filled' ? [[name, value]] : []))),
      types: new Map(found.map(([name, { value }]) => [name, typeof value])),
    };
  }

  get #definitions() {
    return this.#change.w.scenario.field_definitions ?? {};
  }
}
