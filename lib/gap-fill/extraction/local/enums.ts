import { fold, type Span } from '../fold.ts';
import { SYNONYMS } from './lexicon/synonyms.ts';
import { type Candidate, clauseOf, overlaps, type Search } from './mention.ts';
import { speaksOf, type Topic } from './topic.ts';
import { CONFIDENCE, isAlternative, weigh } from './weigh.ts';

interface Named extends Span {
  readonly value: string;
}

/** Options of an enum that a reply names. */
export function optionsFor(search: Search): Candidate[] {
  const { reply, topic, asked } = search;
  const named = optionsIn(topic, reply.folded);
  return named.map((each, index) => {
    const clause = clauseOf(reply, each);
    const text = clause?.text ?? '';
    const length = each.end - each.start;
    // One letter is a size only where sizes are spoken of, and a size is written in capitals.
    const letter =
      length <= 3 &&
      asked !== 'this' &&
      !(speaksOf(topic, text) && isCapital(reply.text.slice(each.start, each.end)));
    const other = [named[index - 1], named[index + 1]].some(
      (next) =>
        next &&
        next.value !== each.value &&
        (isAlternative(reply.folded, each, next) || isAlternative(reply.folded, next, each)),
    );
    const greeting = /\b(?:good|guten?|buen[oa]s?|schonen?)\s*$/.test(reply.folded.slice(0, each.start));
    const confidence = letter || other || greeting || refused(reply.folded, each) ? 0 : named_(each);
    return { ...each, sure: 1, reply, confidence };
  });

  function named_(each: Named): number {
    const weight = weigh(search, each, besideItsWord(topic, reply.folded, each));
    if (asked === 'this') return weight;
    // Unasked, and without the field's word beside it, an option is a word like any other.
    return besideItsWord(topic, reply.folded, each)
      ? Math.min(weight, CONFIDENCE.fitting)
      : Math.min(weight, CONFIDENCE.weak);
  }
}

const isCapital = (text: string): boolean => text === text.toUpperCase();

/** "window no, aisle": the denial stands behind. */
const refused = (folded: string, { end }: Span): boolean =>
  /^\s(?:no|nicht|not)\b/.test(folded.slice(end, end + 8));

/** "a double room", "the Premium plan", "talla L", "am Nachmittag bringen": the word that says what is chosen, near by. */
function besideItsWord(topic: Topic, folded: string, { start, end }: Span): boolean {
  const around = `${folded.slice(Math.max(0, start - 28), start)} ${folded.slice(end, end + 28)}`;
  const said = folded.slice(start, end);
  return speaksOf(topic, around) || (/\s/.test(said) && speaksOf(topic, said));
}

function optionsIn({ definition }: Topic, folded: string): Named[] {
  const found: Named[] = [];
  for (const value of definition.enum_values ?? []) {
    for (const alias of aliasesOf(value, fold(definition.extraction_hints ?? ''))) {
      for (const { 0: said, index } of folded.matchAll(pattern(alias))) {
        found.push({ start: index, end: index + said.length, value });
      }
    }
  }
  found.sort((one, other) => one.start - other.start || other.end - one.end);
  // The longest name wins: "non-smoking room" names no "smoking room".
  return found.filter(
    (each, index) =>
      !found.some((other, at) => at !== index && overlaps(each, other) && isWithin(each, other, index < at)),
  );
}

const isWithin = (one: Span, other: Span, first: boolean): boolean =>
  one.end - one.start < other.end - other.start ||
  (one.end - one.start === other.end - other.start && !first);

/** Everything an option is called: by itself, by the operator's hints, and by what everybody says. */
function aliasesOf(value: string, hints: string): Set<string> {
  const name = fold(value)
    .replace(/[_\s-]+/g, ' ')
    .trim();
  const aliases = new Set([name]);
  const at = hints.search(new RegExp(`(?<!\\w)${literally(fold(value))}\\s*[:=]`));
  if (at >= 0) {
    const [, ...rest] = hints.slice(at).split(/[:=]/);
    for (const alias of (rest[0] ?? '').split(/[;\n]/)[0]?.split(',') ?? [])
      if (alias.trim()) aliases.add(alias.trim());
  }
  for (const group of SYNONYMS) if (group.includes(name)) for (const alias of group) aliases.add(alias);
  return aliases;
}

const cache = new Map<string, RegExp>();

/** With the endings that words take; short ones take none. */
function pattern(alias: string): RegExp {
  const known = cache.get(alias);
  if (known) return known;
  const words = literally(alias).replace(/ /g, '[\\s-]+');
  const made = new RegExp(
    `(?<![\\w@.-])${words}${alias.length > 3 ? '(?:s|es|n|en|er|e)?' : ''}(?![\\w@]|[.-]\\w)`,
    'g',
  );
  if (cache.size < 2_000) cache.set(alias, made);
  return made;
}

const literally = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
