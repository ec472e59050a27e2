/**
 * The evaluation set: conversations as customers have them, written before the local extractor was, and never for it.
 * Half of it was looked at while the extractor was made; the other half was held out, and tells how it does on
 * conversations it was not made for.
 */
import { createHash } from 'node:crypto';
import type { Conversation, Language } from './conversation.ts';
import { ENGLISH_BOOLEANS, ENGLISH_ENUMS } from './english/choices.ts';
import { ENGLISH_EMAILS, ENGLISH_PHONES } from './english/contact.ts';
import { ENGLISH_DATES } from './english/dates.ts';
import { ENGLISH_FIELDS } from './english/fields.ts';
import { ENGLISH_INTEGERS, ENGLISH_NUMBERS } from './english/numbers.ts';
import { ENGLISH_MIXED, ENGLISH_STRINGS } from './english/texts.ts';
import { GERMAN_BOOLEANS, GERMAN_ENUMS } from './german/choices.ts';
import { GERMAN_EMAILS, GERMAN_PHONES } from './german/contact.ts';
import { GERMAN_DATES } from './german/dates.ts';
import { GERMAN_FIELDS } from './german/fields.ts';
import { GERMAN_INTEGERS, GERMAN_NUMBERS } from './german/numbers.ts';
import { GERMAN_MIXED, GERMAN_STRINGS } from './german/texts.ts';
import { SPANISH_BOOLEANS, SPANISH_ENUMS } from './spanish/choices.ts';
import { SPANISH_EMAILS, SPANISH_PHONES } from './spanish/contact.ts';
import { SPANISH_DATES } from './spanish/dates.ts';
import { SPANISH_FIELDS } from './spanish/fields.ts';
import { SPANISH_INTEGERS, SPANISH_NUMBERS } from './spanish/numbers.ts';
import { SPANISH_MIXED, SPANISH_STRINGS } from './spanish/texts.ts';

/** A Wednesday morning. */
const AT = '2027-03-10T09:30:00Z';

export const LANGUAGES: readonly Language[] = [
  {
    name: 'English',
    setting: { locale: 'en-GB', time_zone: 'Europe/London', default_region: 'GB', at: AT },
    definitions: ENGLISH_FIELDS,
    conversations: [
      ...ENGLISH_DATES,
      ...ENGLISH_NUMBERS,
      ...ENGLISH_INTEGERS,
      ...ENGLISH_BOOLEANS,
      ...ENGLISH_ENUMS,
      ...ENGLISH_EMAILS,
      ...ENGLISH_PHONES,
      ...ENGLISH_STRINGS,
      ...ENGLISH_MIXED,
    ],
  },
  {
    name: 'German',
    setting: { locale: 'de-DE', time_zone: 'Europe/Berlin', default_region: 'DE', at: AT },
    definitions: GERMAN_FIELDS,
    conversations: [
      ...GERMAN_DATES,
      ...GERMAN_NUMBERS,
      ...GERMAN_INTEGERS,
      ...GERMAN_BOOLEANS,
      ...GERMAN_ENUMS,
      ...GERMAN_EMAILS,
      ...GERMAN_PHONES,
      ...GERMAN_STRINGS,
      ...GERMAN_MIXED,
    ],
  },
  {
    name: 'Spanish',
    setting: { locale: 'es-ES', time_zone: 'Europe/Madrid', default_region: 'ES', at: AT },
    definitions: SPANISH_FIELDS,
    conversations: [
      ...SPANISH_DATES,
      ...SPANISH_NUMBERS,
      ...SPANISH_INTEGERS,
      ...SPANISH_BOOLEANS,
      ...SPANISH_ENUMS,
      ...SPANISH_EMAILS,
      ...SPANISH_PHONES,
      ...SPANISH_STRINGS,
      ...SPANISH_MIXED,
    ],
  },
];

/** Decided by the id alone, so that nobody chooses. */
export const isHeldOut = ({ id }: Pick<Conversation, 'id'>): boolean =>
  (createHash('sha256').update(id).digest()[0] ?? 0) % 2 === 1;
