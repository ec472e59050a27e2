import { displayName } from '../../../scenario/display-name.ts';
import type { FieldDefinition } from '../../../scenario/model.ts';
import { promptFor } from '../../field-value.ts';
import { anyOf, fold, has } from '../fold.ts';
import type { WantedField } from '../provider.ts';
import { CONCEPTS, type Concept, type Family, familyOf } from './lexicon/concepts.ts';

/** What a field is about, and how one recognises that it is spoken of. */
export interface Topic {
  readonly field: WantedField;
  readonly definition: FieldDefinition;
  readonly family: Family;
  readonly concepts: readonly Concept[];
  /** The question that asks for it: folded, its words alone. */
  readonly prompt: string;
  /** Its own words, beside those of its concepts. */
  readonly words: RegExp | undefined;
  /** It is somebody else's: a recipient, an emergency contact. */
  readonly ofOthers: boolean;
}

const OF_OTHERS = anyOf(
  ...[
    'recipient\\w*',
    'emergency',
    'beneficiar\\w*',
    'payee',
    'partner\\w*',
    'spouse\\w*',
    'child',
    "child's",
    'contact person',
  ],
  ...['empfanger\\w*', 'notfall\\w*', 'begunstigt\\w*', 'ehepartner\\w*', 'ansprechpartner\\w*'],
  ...['destinatari[oa]', 'emergencia\\w*', 'beneficiari[oa]', 'conyuge'],
);

/** What says nothing of its own in a question. */
const EMPTY = new Set(
  (
    'what which when where would should could your yours have does like this that with from about please tell many much number date time name full kind type there they them want ' +
    'welche welcher welches wann wie viele viel haben sind ihre ihrer ihren ihnen mochten sollen wollen konnen bitte nummer datum eine einen einer lautet um fur unter uns ' +
    'cual cuales cuando cuanto cuanta cuantos cuantas donde como quiere tiene esta para por favor numero fecha tipo una unos usted desea prefiere podemos viene'
  ).split(' '),
);

/** What is known of a wanted field; nothing can be recognised for one without a definition. */
export function topicOf(field: WantedField): Topic | undefined {
  const { definition } = field;
  if (!definition) return undefined;
  const family = familyOf(definition.type);
  const name = fold(`${displayName(field.name, undefined)} ${displayName(field.name, definition)}`).replace(
    /[_.-]+/g,
    ' ',
  );
  const prompt = plain(fold(promptFor(field.name, definition)));
  return {
    field,
    definition,
    family,
    concepts: conceptsOf(family, name, `${prompt} ${fold(definition.extraction_hints ?? '')}`),
    prompt,
    words: ownWords(`${name} ${prompt}`, fold((definition.enum_values ?? []).join(' '))),
    ofOthers: has(name, OF_OTHERS),
  };
}

/** Its name tells best; what it is asked with, where the name tells nothing. */
function conceptsOf(family: Family, ...texts: readonly string[]): Concept[] {
  const families: readonly Family[] =
    family === 'count' || family === 'amount' ? ['count', 'amount'] : [family];
  for (const text of texts) {
    const within = CONCEPTS.filter(({ never, family: of }) => !never && families.includes(of));
    const clear = within.filter(({ words }) => has(text, words));
    const found =
      clear.length > 0 ? clear : within.filter(({ vague }) => vague !== undefined && has(text, vague));
    if (found.length > 0) return found;
  }
  return [];
}

/** @param options say what is chosen, not of what */
function ownWords(text: string, options: string): RegExp | undefined {
  const words = [...new Set(text.match(/[a-z]{4,}/g) ?? [])].filter(
    (word) => !EMPTY.has(word) && !options.includes(word),
  );
  if (words.length === 0) return undefined;
  // Endings change: "delivery" is meant by "deliver", "Lieferung" by "liefern".
  return anyOf(...words.map((word) => `${word.slice(0, Math.max(4, Math.ceil(word.length * 0.7)))}\\w*`));
}

const plain = (text: string): string => text.replace(/\W+/g, ' ').trim();

/** Do these folded words speak of the field? */
export const speaksOf = (topic: Topic, folded: string): boolean =>
  topic.concepts.some(
    ({ words, vague }) => has(folded, words) || (vague !== undefined && has(folded, vague)),
  ) ||
  (topic.words !== undefined && has(folded, topic.words));

/** Do they speak of something else of its kind? */
export const speaksOfRival = (topic: Topic, folded: string): boolean =>
  CONCEPTS.some(
    (each) => each.family === topic.family && !topic.concepts.includes(each) && has(folded, each.words),
  );

/** What a question can be answered with. */
const ASKS: readonly (readonly [RegExp, readonly FieldDefinition['type'][]])[] = [
  [
    anyOf(
      'when',
      'what (?:day|date)',
      'which (?:day|date)',
      'date of',
      'wann',
      'welche[rmn]? tag',
      'welches datum',
      'geburtsdatum',
      'cuando',
      'que (?:dia|fecha)',
      'fecha de',
      'birthday',
      'what time of day',
    ),
    ['date', 'enum'],
  ],
  [anyOf('how many', 'how old', 'wie viele', 'wieviele', 'wie alt', 'cuant[oa]s'), ['integer', 'number']],
  [
    anyOf(
      'how (?:much|high|heavy|big|large|long)',
      'wie (?:viel|hoch|schwer|gros|lang)',
      'wieviel',
      'cuant[oa]',
      'a cuanto',
      'que marca',
    ),
    ['number', 'integer'],
  ],
  [
    anyOf(
      'who',
      'whom',
      'what is your name',
      'your name',
      'wer',
      'wen',
      'wem',
      'wie heisen',
      'ihren namen',
      'quien',
      'como se llama',
      'su nombre',
    ),
    ['string', 'phone', 'email'],
  ],
  [anyOf('why', 'warum', 'wieso', 'weshalb', 'por que'), ['string', 'enum']],
];

/** How an agent's words relate to a field. */
export type Asked =
  /** They ask for it. */
  | 'this'
  /** They ask for something of its type, and do not say for what else. */
  | 'kind'
  /** They ask for something else. */
  | 'other'
  /** They ask nothing. */
  | 'nothing';

/** "the recipient's number" is not the customer's; "how many children" is. */
const PERSONAL: ReadonlySet<Family> = new Set(['date', 'contact', 'text']);

const QUESTION = /[^.!?\n]*(?:\.(?=\S)[^.!?\n]*)*\?/g;
const INVITES = anyOf(
  ...[
    'need',
    'please',
    'tell',
    'give',
    'can offer',
    'could',
    'still have',
    'best number',
    'let me know',
    'may i',
  ],
  ...['bitte', 'nennen', 'brauche', 'brauchen', 'benotigen', 'konnten', 'ware', 'sagen sie'],
  ...['digame', 'deme', 'necesito', 'necesitamos', 'podemos', 'me da', 'indique', 'libre'],
);

/**
 * How the agent's words before a reply relate to a field.
 * @param heard folded
 * @param alone it is the only wanted field of its type
 */
export function askedFor(topic: Topic, heard: string, alone: boolean): Asked {
  const questions = heard.match(QUESTION)?.map((each) => each.trim()) ?? [];
  const asking = questions.length > 0 ? questions : has(heard, INVITES) ? [heard] : [];
  if (asksVerbatim(topic, heard)) return 'this';
  if (asking.length === 0) return optionsIn(topic, heard) >= 2 ? 'this' : 'nothing';
  const text = asking.join(' ');
  if (optionsIn(topic, heard) >= 2) return 'this';
  if (PERSONAL.has(topic.family) && !topic.ofOthers && has(text, OF_OTHERS)) return 'other';
  const types = new Set(ASKS.flatMap(([words, of]) => (has(text, words) ? of : [])));
  const fits = types.size === 0 || types.has(topic.definition.type);
  // The offer may stand before the question: "I can offer the 22nd. Is that all right?"
  if (speaksOf(topic, text) && (fits || types.has(topic.definition.type))) return 'this';
  if (!fits) return 'other';
  if (types.has(topic.definition.type) && alone && !speaksOfRival(topic, text)) return 'kind';
  return 'other';
}

/** So many words make a question that is not part of another one by chance, as "Name?" is. */
const TELLING_WORDS = 4;

/** Is it the field's own question, word for word? */
export function asksVerbatim({ prompt }: Topic, heard: string): boolean {
  if (prompt.split(' ').length >= TELLING_WORDS) return ` ${plain(heard)} `.includes(` ${prompt} `);
  return prompt !== '' && heard.split(/[.!?\n]/).some((sentence) => plain(sentence) === prompt);
}

function optionsIn({ definition }: Topic, heard: string): number {
  if (definition.type !== 'enum') return 0;
  return (definition.enum_values ?? []).filter(
    (value) => value.length > 1 && heard.includes(fold(value).replace(/_/g, ' ')),
  ).length;
}
