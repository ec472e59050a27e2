/** What a customer may still meet: questions, actions and in the end a place; several where it is undecided. */
export interface Prospect {
  readonly meets: readonly string[];
  readonly ending: string | readonly Prospect[];
}

/** What is met now, and then what is met whichever way it goes: one prospect where that is the same. */
export function after(meets: readonly string[], outcomes: readonly Prospect[]): Prospect {
  const different = new Map(outcomes.map((each) => [JSON.stringify(each), each]));
  const [only] = different.values();
  if (only && different.size === 1) {
    const all = new Set([...meets, ...only.meets]);
    return { meets: [...all].toSorted(), ending: only.ending };
  }
  return { meets: meets.toSorted(), ending: [...different.values()] };
}

/** All places where it may end. */
export const endingsOf = ({ ending }: Prospect): string[] =>
  typeof ending === 'string' ? [ending] : [...new Set(ending.flatMap(endingsOf))];
