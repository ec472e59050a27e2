import type { ConversationTurn } from '../../lib/gap-fill/extraction/conversation.ts';
import type { MigrationEvent } from '../../lib/session/model.ts';
import type { Flow } from './flow.ts';
import type { Random } from './random.ts';
import { number, type Screen } from './screen.ts';

/** Ways in which a customer comes to speak of a field: asked and answered, in passing, or without saying it. */
type Sayings = Readonly<
  Record<'answered' | 'in passing' | 'not really', (random: Random) => readonly string[]>
>;

const euros = (random: Random): number => random.between(1, 40) * 25;

/** Lines of the agent and the customer by turns; one line is the customer's. */
const SAYINGS: Readonly<Record<string, Sayings>> = {
  amount: {
    answered: (random) => ['How much do you want to send?', `${euros(random)} euros, please.`],
    'in passing': (random) => [`Hi, I want to send ${euros(random)} euros to a friend.`],
    'not really': () => ['How much do you want to send?', 'Some 200 or 300, I have to look it up.'],
  },
  final_confirmation: {
    answered: () => ['Shall we send it?', 'Yes, please do.'],
    'in passing': () => ['I am glad that this works by chat.'],
    'not really': () => ['Shall we send it?', 'Let me think about it.'],
  },
};
const ANSWERED = 0.45;
const IN_PASSING = 0.65;
const NOT_REALLY = 0.8;

/** What was said in a conversation before anything is published. */
export function earlierWords(flow: Flow, random: Random): ConversationTurn[] {
  const collected = new Set(
    flow.versions.flatMap(({ nodes }) => nodes.flatMap(({ step }) => step.collects_profile_fields)),
  );
  return Object.entries(SAYINGS)
    .filter(([field]) => collected.has(field))
    .flatMap(([, sayings]) => {
      const drawn = random.next();
      if (drawn > NOT_REALLY) return [];
      const how = drawn < ANSWERED ? 'answered' : drawn < IN_PASSING ? 'in passing' : 'not really';
      const lines = sayings[how](random);
      return lines.map((text, at) => ({ role: at === lines.length - 1 ? 'customer' : 'agent', text }));
    });
}

/** Where the data came from that moves needed: each field of each session once. */
export interface Needed {
  /** Found in what the customer had said, and used without a question. */
  readonly found: number;
  /** Found there, and put to the customer: only a yes was needed. */
  readonly confirmed: number;
  readonly asked: number;
  /** In the profile or in what the engine had kept. */
  readonly known: number;
}

/** Counts by the audit trail alone. */
export function neededBy(events: readonly MigrationEvent[]): Needed {
  const sources = new Map<string, Set<string>>();
  for (const { session_id, fields_gap_filled: filled, fields_collected: collected } of events) {
    const note = (field: string, source: string) => {
      const key = `${session_id} ${field}`;
      sources.set(key, (sources.get(key) ?? new Set()).add(source));
    };
    for (const [field, source] of Object.entries(filled)) note(field, source);
    for (const field of collected) note(field, 'question');
  }
  const count = (holds: (of: ReadonlySet<string>) => boolean) => [...sources.values()].filter(holds).length;
  return {
    found: count((of) => of.has('extraction') && !of.has('question')),
    confirmed: count((of) => of.has('extraction') && of.has('question')),
    asked: count((of) => of.has('question') && !of.has('extraction')),
    known: count((of) => !of.has('question') && !of.has('extraction')),
  };
}

/** How many questions were not put because the customer had said it before. */
export function showNeeded({ found, confirmed, asked, known }: Needed, screen: Screen): void {
  const open = found + confirmed + asked;
  const percent = open === 0 ? 0 : Math.round((100 * found) / open);
  screen.say(
    `Moves needed data that nobody had on record ${number(open)} times. The customer had said it before, and ` +
      `nothing was asked: ${number(found)} times.`,
    `Questions avoided: ${percent} %. Found and put to the customer for a yes: ${number(confirmed)}. Asked: ` +
      `${number(asked)}. (On record: ${number(known)}.)`,
  );
}
