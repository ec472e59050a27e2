import { checkValue } from '../../field-value.ts';
import { readPhoneNumber } from '../../phone-number.ts';
import type { ExtractionProvider, ExtractionRequest, Finding } from '../provider.ts';
import { yesOrNoFor } from './booleans.ts';
import { emailsFor, phonesFor } from './contact.ts';
import { datesFor, spokenDates } from './dates.ts';
import { optionsFor } from './enums.ts';
import type { Candidate, Search } from './mention.ts';
import { numbersFor } from './numbers.ts';
import { type Reading, type Reply, readConversation } from './reading.ts';
import { settle } from './settle.ts';
import type { SpokenDate } from './spoken-dates.ts';
import { textsFor } from './texts.ts';
import { type Asked, askedFor, asksVerbatim, type Topic, topicOf } from './topic.ts';

/**
 * Finds values by rules and word lists, in English, German and Spanish, without a network: what somebody said clearly
 * it finds, and what needs understanding it leaves to the question. Conditions are left unknown.
 */
export const localExtractor = (): ExtractionProvider => ({
  name: 'local',
  async extract(request, signal) {
    signal.throwIfAborted();
    return findIn(request);
  },
  async judge() {
    return [];
  },
});

function findIn(request: ExtractionRequest): Finding[] {
  const reading = readConversation(request);
  const topics = request.fields.map(topicOf).filter((topic) => topic !== undefined);
  const dates = new Map(reading.replies.map((reply) => [reply, spokenDates({ reply, reading })]));
  return topics.flatMap((topic) => {
    const found = settle(candidatesFor(topic, topics, reading, dates), reading.replies);
    if (!found) return [];
    const { value, confidence } = found;
    return [{ field_name: topic.field.name, value, confidence, quote: quoteOf(found) }];
  });
}

/** The words that say it, whole: "1200EUR" for 1200. */
function quoteOf({ reply: { text }, start, end }: Candidate): string {
  const before = /[\p{L}\p{M}\p{N}]{1,40}$/u.exec(text.slice(0, start))?.[0] ?? '';
  const after = /^[\p{L}\p{M}\p{N}]{1,40}/u.exec(text.slice(end))?.[0] ?? '';
  const isInside = (edge: number): boolean => /^[\p{L}\p{M}\p{N}]{2}/u.test(text.slice(edge - 1, edge + 1));
  return text.slice(
    isInside(start) ? start - before.length : start,
    isInside(end) ? end + after.length : end,
  );
}

/** Everything customers said that may be the field's value, in the order in which they said it. */
function candidatesFor(
  topic: Topic,
  topics: readonly Topic[],
  reading: Reading,
  dates: ReadonlyMap<Reply, readonly SpokenDate[]>,
): Candidate[] {
  const alone = topics.every((other) => other === topic || other.definition.type !== topic.definition.type);
  const readPhone = (text: string): string | undefined => readPhoneNumber(text, reading.defaultRegion);
  const candidates: Candidate[] = [];
  let open: Asked = 'nothing';
  for (const reply of reading.replies) {
    const now = askedFor(topic, reply.heard, alone);
    // "Six people, right?" asks for what was just said.
    const again = now === 'nothing' || (now !== 'this' && (echoes(reply, candidates) || returnsTo(reply)));
    const asked: Asked = again ? open : now;
    const search: Search = {
      topic,
      reading,
      reply,
      asked,
      verbatim: asksVerbatim(topic, reply.heard),
      reopened: again,
      earlier: candidates.slice(),
    };
    candidates.push(
      ...candidatesIn(search, dates.get(reply) ?? []).filter(
        ({ value }) => checkValue(value, topic.definition, readPhone).valid,
      ),
    );
    open = asked;
  }
  return candidates;
}

/** "oh no, wait": what the agent has come to is not what this is about. */
const returnsTo = ({ heard, clauses }: Reply): boolean =>
  !heard.includes('?') && clauses[0]?.corrects === true;

const echoes = ({ heard }: Reply, candidates: readonly Candidate[]): boolean =>
  candidates.some(({ reply, start, end }) => heard.includes(reply.folded.slice(start, end)));

function candidatesIn(search: Search, dates: readonly SpokenDate[]): Candidate[] {
  switch (search.topic.definition.type) {
    case 'date':
      return datesFor(search, dates);
    case 'number':
    case 'integer':
      return numbersFor(search, dates);
    case 'boolean':
      return yesOrNoFor(search);
    case 'email':
      return emailsFor(search);
    case 'phone':
      return phonesFor(search);
    case 'enum':
      return optionsFor(search);
    case 'string':
      return textsFor(search);
  }
}
