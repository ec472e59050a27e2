import {
  type CalendarDay,
  fromDayNumber,
  isReal,
  localDay,
  toDayNumber,
  toIso,
  weekdayOf,
} from './calendar.ts';
import { YES_ANSWER } from './lexicon/markers.ts';
import type { Candidate, Search } from './mention.ts';
import { datesIn, type SpokenDate } from './spoken-dates.ts';
import { CONFIDENCE, hasNeighbour, isAlternative, weigh } from './weigh.ts';

interface Placed {
  readonly day: CalendarDay;
  readonly sure: number;
}

/** Dates that may be the field's value. @param spoken the dates of the reply */
export function datesFor(search: Search, spoken: readonly SpokenDate[]): Candidate[] {
  const { reply, reading, topic, earlier, asked } = search;
  const today = localDay(reply.at, reading.timeZone);
  const heard = reply.heardText === '' ? [] : datesIn(reply.heardText, { ...reading, today });
  const lies = topic.concepts.find((concept) => concept.lies !== undefined)?.lies;
  const near = monthSpokenOf(heard) ?? lastDay(earlier);
  const candidates = spoken.flatMap((each, index): Candidate[] => {
    const placed = place(each, { lies, today, near, offered: heard });
    if (!placed || !isReal(placed.day)) return [];
    const { start, end } = each;
    const alternative = [spoken[index - 1], spoken[index + 1]].some(
      (other) =>
        other && (isAlternative(reply.folded, each, other) || isAlternative(reply.folded, other, each)),
    );
    const confidence = alternative ? 0 : weigh(search, each) * placed.sure;
    return [{ start, end, value: toIso(placed.day), sure: placed.sure, reply, confidence }];
  });
  if (candidates.length > 0 || asked !== 'this') return candidates;
  return agreed(search, heard, { lies, today, near: undefined, offered: [] });
}

/** "Is Monday 22 March all right?" - "yes, that's fine": the customer's word, though not their date. */
function agreed({ reply }: Search, heard: readonly SpokenDate[], known: Known): Candidate[] {
  const clause = reply.clauses[0];
  const yes = YES_ANSWER.exec(reply.folded);
  const [only, ...more] = heard;
  if (
    !yes ||
    !clause ||
    !only ||
    more.length > 0 ||
    only.said === 'day' ||
    hasNeighbour(reply.heard, only) ||
    !/\?\s*$/.test(reply.heard)
  )
    return [];
  if (
    reply.clauses.some(
      ({ negated, hedged, doubtful, corrects, standing }) =>
        negated || hedged || doubtful || corrects || standing !== 'statement',
    )
  )
    return [];
  const placed = place(only, known);
  if (!placed || !isReal(placed.day)) return [];
  const { start, end } = clause;
  const trimmed = reply.text.slice(start, end).trimEnd().length;
  return [
    {
      start,
      end: start + trimmed,
      value: toIso(placed.day),
      sure: placed.sure,
      reply,
      confidence: CONFIDENCE.fitting * placed.sure,
    },
  ];
}

interface Known {
  readonly lies: 'past' | 'future' | undefined;
  readonly today: CalendarDay | undefined;
  /** A day that was spoken of: "the 14th" is in its month. */
  readonly near: Pick<CalendarDay, 'month'> | CalendarDay | undefined;
  /** Dates that the agent named: "the 19th" is one of them. */
  readonly offered: readonly SpokenDate[];
}

/** The day that is meant, or nothing where nobody can tell. */
function place(spoken: SpokenDate, known: Known): Placed | undefined {
  const { today, lies } = known;
  switch (spoken.said) {
    case 'date':
      return { day: spoken.day, sure: agrees(spoken.weekday, spoken.day) ? spoken.sure : 0.5 };
    case 'relative':
      return today && { day: fromDayNumber(toDayNumber(today) + spoken.days), sure: spoken.sure };
    case 'day and month': {
      if (!today) return undefined;
      const day = inYear(spoken, today, lies);
      // A birthday without its year is no date of birth.
      if (lies === 'past' && toDayNumber(today) - toDayNumber(day) > 300) return { day, sure: 0.8 };
      return { day, sure: agrees(spoken.weekday, day) ? (lies === undefined ? 0.95 : 1) : 0.5 };
    }
    case 'weekday':
      return today && onWeekday(spoken.weekday, spoken.which, today, lies);
    case 'day':
      return onDay(spoken.day, known);
    case 'unclear':
      return undefined;
  }
}

const agrees = (weekday: number | undefined, day: CalendarDay): boolean =>
  weekday === undefined || weekdayOf(day) === weekday;

function inYear(
  { day, month }: { day: number; month: number },
  today: CalendarDay,
  lies: 'past' | 'future' | undefined,
): CalendarDay {
  const years = [today.year - 1, today.year, today.year + 1].map((year) => ({ year, month, day }));
  const now = toDayNumber(today);
  const fitting = years.filter((each) =>
    lies === 'past' ? toDayNumber(each) <= now : lies === 'future' ? toDayNumber(each) >= now : true,
  );
  const distance = (each: CalendarDay): number => Math.abs(toDayNumber(each) - now);
  return fitting.reduce(
    (best, each) => (distance(each) < distance(best) ? each : best),
    fitting[0] ?? { year: today.year, month, day },
  );
}

function onWeekday(
  weekday: number,
  which: 'this' | 'next' | 'last' | undefined,
  today: CalendarDay,
  lies: 'past' | 'future' | undefined,
): Placed {
  const past = which === 'last' || (which === undefined && lies === 'past');
  const ahead = (weekday - weekdayOf(today) + 7) % 7;
  const day = fromDayNumber(
    toDayNumber(today) + (past ? (ahead === 0 ? -7 : ahead - 7) : ahead === 0 ? 7 : ahead),
  );
  // "next Friday", and a weekday on that very day, mean this week's to some and the coming week's to others.
  if (which === 'next' || ahead === 0) return { day, sure: ahead === 0 && which === undefined ? 0.93 : 0.7 };
  return { day, sure: lies === undefined ? 0.93 : 0.98 };
}

function onDay(day: number, { today, near, offered, lies }: Known): Placed | undefined {
  if (!today) return undefined;
  const month = near?.month;
  if (month !== undefined) {
    const year = near && 'year' in near ? near.year : undefined;
    const placed = year === undefined ? inYear({ day, month }, today, lies) : { year, month, day };
    const named = offered.some((each) => each.said === 'day and month' && each.day === day);
    return { day: placed, sure: named ? 1 : 0.97 };
  }
  for (let days = 0; days < 62; days += 1) {
    const candidate = fromDayNumber(toDayNumber(today) + (lies === 'past' ? -days : days));
    if (candidate.day === day) return { day: candidate, sure: 0.93 };
  }
  return undefined;
}

function monthSpokenOf(dates: readonly SpokenDate[]): { month: number } | CalendarDay | undefined {
  const last = dates.findLast((each) => each.said === 'date' || each.said === 'day and month');
  if (last?.said === 'date') return last.day;
  return last?.said === 'day and month' ? { month: last.month } : undefined;
}

function lastDay(earlier: readonly Candidate[]): CalendarDay | undefined {
  const value = earlier.at(-1)?.value;
  const match = typeof value === 'string' ? /^(\d{4})-(\d{2})-(\d{2})$/.exec(value) : null;
  return match ? { year: Number(match[1]), month: Number(match[2]), day: Number(match[3]) } : undefined;
}

/** The dates of a reply, wherever they belong. */
export const spokenDates = ({ reply, reading }: Pick<Search, 'reply' | 'reading'>): SpokenDate[] =>
  datesIn(reply.text, { ...reading, today: localDay(reply.at, reading.timeZone) });
