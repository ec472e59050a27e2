import { Bounded } from '../../../bounded.ts';

/** A day, without a time: what a date field holds. */
export interface CalendarDay {
  readonly year: number;
  readonly month: number;
  readonly day: number;
}

const DAY_MS = 86_400_000;

const formats = new Bounded<Intl.DateTimeFormat>(100);
const formatOf = (timeZone: string): Intl.DateTimeFormat =>
  new Intl.DateTimeFormat('en-US', { timeZone, year: 'numeric', month: 'numeric', day: 'numeric' });

/** The day it is somewhere at an instant; nothing when either is not known. */
export function localDay(at: string | undefined, timeZone: string | undefined): CalendarDay | undefined {
  if (at === undefined || timeZone === undefined) return undefined;
  const parts = formats.getOrInsertComputed(timeZone, () => formatOf(timeZone)).formatToParts(new Date(at));
  const part = (type: string): number => Number(parts.find((each) => each.type === type)?.value);
  return { year: part('year'), month: part('month'), day: part('day') };
}

export const toDayNumber = ({ year, month, day }: CalendarDay): number =>
  Date.UTC(year, month - 1, day) / DAY_MS;

export function fromDayNumber(days: number): CalendarDay {
  const date = new Date(days * DAY_MS);
  return { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() };
}

/** 0 is Sunday. */
export const weekdayOf = (day: CalendarDay): number => (((toDayNumber(day) + 4) % 7) + 7) % 7;

/** 30 February does not exist. */
export function isReal(day: CalendarDay): boolean {
  const again = fromDayNumber(toDayNumber(day));
  return again.year === day.year && again.month === day.month && again.day === day.day;
}

export const toIso = ({ year, month, day }: CalendarDay): string =>
  `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
