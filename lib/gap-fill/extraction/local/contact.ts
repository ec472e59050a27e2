import { readPhoneNumber } from '../../phone-number.ts';
import { anyOf, has, type Span } from '../fold.ts';
import { type Candidate, clauseOf, type Search } from './mention.ts';
import { speaksOf } from './topic.ts';
import { CONFIDENCE, MINE, weigh } from './weigh.ts';

/** Every part has a limit, so that no text makes it slow. */
const EMAIL =
  /(?<![\w.+%-])[a-z0-9_%+-](?:[a-z0-9._%+-]{0,62}[a-z0-9_%+-])?@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.){1,6}[a-z]{2,24}(?![\w@-]|\.\w)/g;
const PHONE = /(?<![\w+./-]|\d\s)(?:\+|00)?\(?\d(?:[\s./()-]{0,2}\d){5,16}(?![\w]|[.,/-]\d)/g;

/** Spoken of, not given: it came from there, or something was sent there. */
const ABOUT_IT = anyOf(
  ...[
    'i (?:already )?(?:wrote|called|rang|emailed|phoned)',
    "i've (?:called|written|tried)",
    'called',
    'calls? (?:me )?from',
    'e?-?mails? from',
    'message from',
    'got',
    'received',
    'from',
    'hotline',
    'typed',
    'fake',
    'spam',
  ],
  ...[
    'geschrieben',
    'angerufen',
    'anruf von',
    'mails? von',
    'nachricht von',
    'bekommen',
    'erhalten',
    'hotline',
    'wirklich von',
    'mail',
    'zitat',
  ],
  ...['escribi', 'llame', 'llaman', 'me llamo? (?:el|desde)', 'llamaron', 'recibi', 'desde el', 'correo de'],
);
const GIVES = anyOf(
  ...['my', 'mine', 'me', 'is', "it's", 'write me', 'reach', 'to', 'under', 'on', 'call', 'at'],
  ...['meine?', 'an', 'unter', 'mich', 'mir', 'ist', 'lautet', 'per', 'e-?mail:', 'mail:'],
  ...['mi', 'mio', 'es', 'al?', 'mandar\\w*', 'correo'],
);
/** Another kind of number. */
const OTHER_NUMBER = anyOf(
  ...['customer', 'order', 'account number', 'contract', 'reference', 'invoice', 'tracking', 'policy'],
  ...[
    'kundennummer',
    'bestellnummer',
    'vertragsnummer',
    'rechnungsnummer',
    'sendungsnummer',
    'iban',
    'kontonummer',
  ],
  ...['cliente', 'pedido', 'contrato', 'factura', 'poliza', 'dni', 'cuenta', 'referencia'],
);

/** E-mail addresses that may be the field's value. They are hardly ever anything else. */
export function emailsFor(search: Search): Candidate[] {
  const { reply, asked } = search;
  return [...reply.folded.matchAll(EMAIL)].map(({ 0: { length }, index: start }) => {
    const end = start + length;
    const value = reply.text.slice(start, end);
    const clause = clauseOf(reply, { start });
    const gives = has(clause?.text ?? '', GIVES);
    const unasked = asked === 'other' && !gives ? CONFIDENCE.weak : CONFIDENCE.fitting;
    return { start, end, value, sure: 1, reply, confidence: given(search, { start, end }, unasked, gives) };
  });
}

/** Phone numbers that may be the field's value; many other things are numbers. */
export function phonesFor(search: Search): Candidate[] {
  const { reply, reading } = search;
  return [...reply.folded.matchAll(PHONE)].flatMap(({ 0: { length }, index: start }): Candidate[] => {
    const end = start + length;
    const value = readPhoneNumber(reply.text.slice(start, end), reading.defaultRegion);
    if (value === undefined) return [];
    if (has(clauseOf(reply, { start })?.text ?? '', OTHER_NUMBER)) return [];
    return [
      { start, end, value, sure: 1, reply, confidence: given(search, { start, end }, CONFIDENCE.weak) },
    ];
  });
}

/** @param unasked how surely it is the customer's where neither question nor words name it */
function given(search: Search, span: Span, unasked: number, own = false): number {
  const { reply, topic } = search;
  const clause = clauseOf(reply, span);
  if (!clause) return 0;
  const said = reply.folded.slice(span.start, span.end);
  // What the agent said first is not the customer's, unless it is told again as an answer to that.
  if (reply.heardSoFar.includes(said)) return 0;
  const before = reply.folded.slice(clause.start, span.start);
  if (has(before, ABOUT_IT) && !speaksOfGiving(before)) return 0;
  const mine = !topic.ofOthers && has(clause.text, MINE);
  const weight = weigh(search, span, own || mine || speaksOf(topic, clause.text));
  return weight === CONFIDENCE.weak ? unasked : weight;
}

const speaksOfGiving = (before: string): boolean =>
  /\b(?:my|mine|mein\w*|mi|call me|reach me|write me|ruf\w* mich|erreich\w* mich|llam\w+me|escrib\w+me)\b/.test(
    before,
  );
