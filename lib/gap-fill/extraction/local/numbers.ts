import { anyOf, has, type Span } from '../fold.ts';
import { unitBefore, unitBehind } from './lexicon/units.ts';
import { type Candidate, clauseOf, overlaps, type Search, wordCount } from './mention.ts';
import { numbersInWords } from './number-words.ts';
import { numeralsIn } from './numerals.ts';
import { isAlternative, weigh } from './weigh.ts';

interface Number_ extends Span {
  readonly value: number;
  readonly sure: number;
  readonly article: boolean;
  readonly unit: string | undefined;
}

/** Since when, for how long: no age. */
const LASTING = anyOf(
  'for',
  'since',
  'ago',
  'seit',
  'vor',
  'lang',
  'llevo',
  'hace',
  'desde',
  'within',
  'innerhalb',
  'contrato',
  'vertrag',
  'quit',
);
const AGED = anyOf(
  "i'm",
  'i am',
  'im',
  'aged?',
  'old',
  'bin',
  'alt',
  'alter',
  'tengo',
  'edad',
  'years old',
  'jahrig\\w*',
);
const MIXED = ['persons', 'children'];
const NOTHING_OF_IT = /^\W*(?:none|zero|no kids|no children|keine[rns]?|gar keine|ningun[oa]s?|cero)\b/;

/**
 * Numbers that may be the field's value.
 * @param dates where dates stand: their digits are no amounts
 */
export function numbersFor(search: Search, dates: readonly Span[]): Candidate[] {
  const { reply, reading, topic, asked } = search;
  const whole = topic.definition.type === 'integer';
  const numbers = numbersIn(search).filter((each) => !dates.some((date) => overlaps(each, date)));
  // "2 adults and 3 kids": how many people that is, is another question.
  const mixed = MIXED.every((unit) => numbers.some((each) => each.unit === unit));
  const candidates: Candidate[] = [];
  numbers.forEach((each, index) => {
    if (whole && !Number.isInteger(each.value)) return;
    const fit = fits(search, each);
    if (fit === 'no') return;
    const alternative = [numbers[index - 1], numbers[index + 1]].some(
      (other) =>
        other && (isAlternative(reply.folded, each, other) || isAlternative(reply.folded, other, each)),
    );
    const { start, end } = each;
    const weight = weigh(search, each, fit === 'own');
    const confidence =
      alternative || (mixed && each.unit === 'persons')
        ? 0
        : weight * each.sure * (fit === 'unlikely' ? 0.6 : 1);
    candidates.push({ start, end, value: each.value, sure: each.sure, reply, confidence });
  });
  if (candidates.length === 0 && whole && asked === 'this' && !search.reopened) {
    const none = NOTHING_OF_IT.exec(reply.folded);
    if (none && wordCount(reply.folded) <= 4) {
      candidates.push({
        start: none.index,
        end: none.index + none[0].length,
        value: 0,
        sure: 1,
        reply,
        confidence: 0.95,
      });
    }
  }
  return candidates;

  function numbersIn(from: Search): Number_[] {
    const { folded } = from.reply;
    const digits = numeralsIn(folded, reading.locale, reading.language).map((each) => ({
      ...each,
      article: false,
    }));
    const words = numbersInWords(folded, reading.language)
      .filter((each) => !digits.some((other) => overlaps(each, other)))
      .map((each) => ({ ...each, sure: 1 }));
    return [...digits, ...words]
      .map((each) => ({ ...each, unit: unitBefore(folded, each.start) ?? unitBehind(folded, each.end) }))
      .sort((one, other) => one.start - other.start);
  }
}

/** Whether what a number counts is what the field wants. */
function fits(search: Search, { unit, article, ...span }: Number_): 'own' | 'yes' | 'unlikely' | 'no' {
  const { topic, reply, asked } = search;
  const wanted = topic.concepts.map((concept) => concept.unit).filter((each) => each !== undefined);
  const clause = clauseOf(reply, span);
  const text = clause?.text ?? '';
  if (
    article &&
    !(asked === 'this' && wordCount(text) <= 3) &&
    !(unit !== undefined && wanted.includes(unit))
  )
    return 'no';
  if (wanted.includes('years')) {
    if (unit !== undefined && unit !== 'years') return 'no';
    if (has(text, LASTING) && !has(text, AGED)) return 'no';
    return has(text, AGED) && !has(text, LASTING)
      ? asked === 'this'
        ? 'yes'
        : 'own'
      : asked === 'this' && unit === undefined
        ? 'yes'
        : 'unlikely';
  }
  if (unit === undefined) return 'yes';
  if (wanted.includes('things'))
    return unit === 'things' || unit === 'label' ? (unit === 'things' ? 'yes' : 'no') : 'no';
  if (wanted.includes(unit)) {
    // Money is spent on anything; nights and kilos are not.
    return unit === 'money' ? 'yes' : 'own';
  }
  if (unit === 'label' || unit === 'clock' || unit === 'times') return 'no';
  if (wanted.length === 0) return asked === 'this' ? 'yes' : 'unlikely';
  if (unit === 'things') return asked === 'this' ? 'yes' : 'unlikely';
  return 'no';
}
