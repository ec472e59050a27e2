import type { ConversationTurn } from '../../lib/gap-fill/extraction/conversation.ts';
import type { Finding, Judgement } from '../../lib/gap-fill/extraction/provider.ts';
import { Scripted } from '../support/scripted-provider.ts';
import { type Case, type Said, WRONG } from './cases.ts';
import type { Turn } from './situation.ts';

type Truth = Readonly<Record<string, unknown>>;

/** What a customer says of a field: its name and its value. */
const sentence = (name: string, truth: Truth): string => {
  const value = truth[name];
  return `${name} ${value === true ? 'yes' : value === false ? 'no' : value}`;
};

/** A turn for each thing that was said. */
export const conversationOf = (said: readonly Said[], truth: Truth): ConversationTurn[] =>
  said.map(({ name }) => ({ role: 'customer', text: `Well, ${sentence(name, truth)}.` }));

/** What counts of it: confident, valid, quoted as it was said, and what the quote says. */
export const understandable = (said: readonly Said[], truth: Truth): NonNullable<Turn['said']> =>
  new Map(
    said.flatMap(({ name, kind }) =>
      kind === 'sure' || kind === 'in doubt' ? [[name, { value: truth[name], sure: kind === 'sure' }]] : [],
    ),
  );

/** Somebody who finds these values, and some more that the customer did not give. */
export const listenerOf = ({ said = [], truth, judged }: Case): Scripted =>
  new Scripted({
    ...(judged && { judge: ({ conditions }) => conditions.flatMap(inDoubt) }),
    extract: ({ fields }) =>
      said
        .filter(({ name }) => fields.some((field) => field.name === name))
        .flatMap((each) => findings(each, truth)),
  });

/** No verdict, none that is certain, or none at all. */
function inDoubt(condition: string, at: number): Judgement[] {
  const verdicts: readonly Judgement[] = [
    { condition, verdict: 'unknown', confidence: 1 },
    { condition, verdict: true, confidence: 0.94 },
    { condition, verdict: false, confidence: 0.5 },
  ];
  return verdicts.slice(at % 4, (at % 4) + 1);
}

function findings({ name, kind }: Said, truth: Truth): Finding[] {
  const right = { field_name: name, value: truth[name], confidence: 0.97, quote: sentence(name, truth) };
  switch (kind) {
    case 'sure':
      return [right];
    case 'in doubt':
      return [{ ...right, confidence: 0.9 }];
    case 'unsure':
      return [{ ...right, confidence: 0.8 }];
    case 'wrong':
      return [{ ...right, value: WRONG[name] }];
    case 'misread':
      return [{ ...right, value: OTHER[name] }];
    case 'misquoted':
      return [{ ...right, quote: `my ${right.quote}` }];
    case 'twice':
      return [right, right];
  }
}

/** Valid, and nobody's. */
const OTHER: Readonly<Record<string, unknown>> = {
  age: 33,
  country: 'CH',
  consent: 'neither',
  email: 'c@example.org',
  note: 'Z',
  tier: 'TIN',
};
