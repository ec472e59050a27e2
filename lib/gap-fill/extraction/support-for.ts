import { displayName } from '../../scenario/display-name.ts';
import type { FieldDefinition } from '../../scenario/model.ts';
import type { JsonValue } from '../../session/json-value.ts';
import { digitsOf, figuresIn } from './figures.ts';
import { fold } from './fold.ts';
import { numbersInWords } from './local/number-words.ts';
import type { WantedField } from './provider.ts';
import type { Support } from './support.ts';
import { type SaidAt, supportForDate } from './support-for-date.ts';
import { hasWordsOf, plain, wordsOf } from './words.ts';

/**
 * Holds a value against the words that are said to give it, without understanding them: whatever a model makes of a
 * conversation, a value that is used stands in it.
 */
export function supportFor(
  value: JsonValue,
  quote: string,
  { name, definition }: WantedField,
  said: SaidAt,
): Support {
  switch (typeof value) {
    case 'boolean':
      return supportForYesNo(value, quote, displayName(name, definition));
    case 'number':
      return supportForNumber(value, quote);
    case 'string':
      return supportForText(value, quote, definition, said);
    default:
      return 'unsupported';
  }
}

function supportForText(
  value: string,
  quote: string,
  definition: FieldDefinition | undefined,
  said: SaidAt,
): Support {
  switch (definition?.type) {
    case 'date':
      return supportForDate(value, quote, said);
    case 'phone':
      // A country's code is rarely said.
      return digitsOf(quote).includes(digitsOf(value).slice(-7)) ? 'stated' : 'unsupported';
    case 'email':
      if (plain(quote).toLowerCase().includes(value.toLowerCase())) return 'stated';
      return hasWordsOf(quote, value) ? 'inferred' : 'unsupported';
    default:
      if (definition?.enum_values) return supportForOption(value, quote, definition.enum_values);
      return hasWordsOf(quote, value) || isSpelt(quote, value) ? 'stated' : 'unsupported';
  }
}

/** The same letters and figures, grouped in another way, as account numbers are: all of them, and nothing between. */
function isSpelt(quote: string, value: string): boolean {
  const letters = wordsOf(value).join('');
  return letters !== '' && wordsOf(quote).join('') === letters;
}

/**
 * An option may be said in other words, but not where the words of another option are said: "extra large" is not
 * "large". "Not the large one" had to be understood.
 */
function supportForOption(value: string, quote: string, options: readonly string[]): Support {
  const said = options.filter((option) => hasWordsOf(quote, option));
  if (said.length === 0) return 'inferred';
  const others = said.filter((option) => option !== value);
  if (!said.includes(value) || others.some((option) => hasWordsOf(option, value))) return 'unsupported';
  const isAlone = others.every((option) => hasWordsOf(value, option));
  return isAlone && !denies(wordsOf(quote)) ? 'stated' : 'inferred';
}

/** Who says no more than this says it in other words: "a dozen", "zu fünft". */
const SHORT = 3;

/**
 * A number is one of those that are said, in figures or in words. What may be no more than an article, or is a short
 * word for it, had to be understood.
 */
function supportForNumber(value: number, quote: string): Support {
  const figures = figuresIn(quote);
  if (figures.size > 0) return figures.has(Math.abs(value)) ? 'stated' : 'unsupported';
  const inWords = LANGUAGES.flatMap((language) => numbersInWords(fold(quote), language));
  const said = inWords.find((each) => each.value === value);
  if (said) return said.article ? 'inferred' : 'stated';
  return wordsOf(quote).length <= SHORT ? 'inferred' : 'unsupported';
}

const LANGUAGES = ['en', 'de', 'es'] as const;

const YES = new Set(
  'yes yep yeah sure correct right ja jawohl genau richtig stimmt sí si claro correcto'.split(' '),
);
const NO = new Set(
  'no not non nope never none without nein nee nö nicht nie ohne kein keine keinen keiner jamás nunca sin ningún tampoco'.split(
    ' ',
  ),
);

const denies = (words: readonly string[]): boolean =>
  words.some((word) => NO.has(word) || word.endsWith("n't"));

/**
 * A yes is not read as no, nor a no as yes. What has neither had to be understood, unless it names the thing; and so
 * had what says more: "yes, I have no dog", "I was never here" for a first visit.
 */
function supportForYesNo(value: boolean, quote: string, thing: string): Support {
  const words = wordsOf(quote);
  const isAffirmed = words.some((word) => YES.has(word));
  const isDenied = denies(words);
  const isNamed = hasWordsOf(quote, thing);
  if (isAffirmed === isDenied && !isNamed) return 'inferred';
  if (isAffirmed && isDenied) return 'inferred';
  if (value === !isDenied) return 'stated';
  return words.length <= SHORT || isNamed ? 'unsupported' : 'inferred';
}
