import { displayName } from '../../scenario/display-name.ts';
import type { FieldDefinition } from '../../scenario/model.ts';
import type { JsonValue } from '../../session/json-value.ts';
import { digitsOf, figuresIn } from './figures.ts';
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
      return hasWordsOf(quote, value) ? 'stated' : 'unsupported';
  }
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

/** A number in figures is one of those that are said; one in words had to be understood. */
function supportForNumber(value: number, quote: string): Support {
  const figures = figuresIn(quote);
  if (figures.size === 0) return 'inferred';
  return figures.has(Math.abs(value)) ? 'stated' : 'unsupported';
}

const YES = new Set(
  'yes yep yeah sure correct right ja jawohl genau richtig stimmt sí si claro correcto'.split(' '),
);
const NO = new Set(
  'no not never none without nein nicht nie ohne kein keine keinen keiner nunca sin ningún tampoco'.split(
    ' ',
  ),
);

const denies = (words: readonly string[]): boolean =>
  words.some((word) => NO.has(word) || word.endsWith("n't"));

/** A yes is not read as no, nor a no as yes; what has neither had to be understood, unless it names the thing. */
function supportForYesNo(value: boolean, quote: string, thing: string): Support {
  const words = wordsOf(quote);
  const affirms = words.some((word) => YES.has(word)) || hasWordsOf(quote, thing);
  const isDenied = denies(words);
  if (!isDenied && !affirms) return 'inferred';
  // "No, that is right", "yes, I have no dog": it takes understanding to tell.
  if (isDenied && words.some((word) => YES.has(word))) return 'inferred';
  return value === !isDenied ? 'stated' : 'unsupported';
}
