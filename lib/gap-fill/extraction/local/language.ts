import { anyOf } from '../fold.ts';

export type Language = 'en' | 'de' | 'es';

/** Short words that one of the three uses all the time, and the others do not. */
const COMMON: Readonly<Record<Language, RegExp>> = {
  en: anyOf(
    'the',
    'i',
    'is',
    'and',
    'you',
    'of',
    'to',
    'my',
    'it',
    'for',
    'please',
    'would',
    'on',
    'what',
    'your',
    'have',
    'with',
    'not',
    'can',
  ),
  de: anyOf(
    'der',
    'die',
    'das',
    'ich',
    'und',
    'ist',
    'nicht',
    'sie',
    'ein',
    'eine',
    'bitte',
    'mit',
    'am',
    'zu',
    'wir',
    'fur',
    'wie',
    'von',
    'auf',
    'im',
    'ja',
    'nein',
    'den',
  ),
  es: anyOf(
    'el',
    'la',
    'los',
    'que',
    'y',
    'es',
    'un',
    'una',
    'por',
    'para',
    'con',
    'mi',
    'su',
    'lo',
    'del',
    'las',
    'se',
    'tengo',
    'quiero',
    'le',
    'cual',
    'gracias',
  ),
};

const isLanguage = (tag: string): tag is Language => Object.hasOwn(COMMON, tag);

/**
 * The language that is spoken: by its commonest words, because people write in another one than their device is set
 * to. The locale decides where the words do not.
 */
export function spokenLanguage(folded: string, locale: string | undefined): Language {
  const tag = locale?.toLowerCase().split(/[-_]/)[0] ?? '';
  const home: Language = isLanguage(tag) ? tag : 'en';
  const counts = { en: 0, de: 0, es: 0 };
  for (const language of ['en', 'de', 'es'] as const)
    counts[language] = folded.match(COMMON[language])?.length ?? 0;
  let best = home;
  for (const language of ['en', 'de', 'es'] as const) {
    // The locale is worth some words: a few of another language may be a name or a quotation.
    if (counts[language] > counts[best] + (best === home ? 2 : 0)) best = language;
  }
  return best;
}
