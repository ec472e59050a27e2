import * as z from 'zod';
import { TooLarge } from '../errors.ts';
import { type StepVisit, StepVisitSchema } from '../session/model.ts';
import type { SessionRecord } from '../session/record.ts';
import { keys } from './keys.ts';
import { asWritten, type StoredItem, upToDate } from './schema.ts';

/** An import of 5,000 visits is 84 items: it goes, with its session, into one transaction of 100. */
const VISITS_AN_ITEM = 60;
/** Below DynamoDB's 400 KB an item and 4 MB a transaction, with room for the rest. */
const ITEM_BYTES = 300_000;
const IMPORT_BYTES = 3_000_000;

/**
 * Visits as items, oldest first: one each, but for an import, whose visits lie many to an item.
 * @throws TooLarge for an import that no transaction takes
 */
export function visitItems(record: SessionRecord, visits: readonly StepVisit[]): StoredItem[] {
  const groups: { visits: StepVisit[]; bytes: number }[] = [];
  let total = 0;
  for (const visit of visits) {
    const bytes = Buffer.byteLength(JSON.stringify(visit));
    total += bytes;
    const last = groups.at(-1);
    if (last && last.visits.length < VISITS_AN_ITEM && last.bytes + bytes <= ITEM_BYTES) {
      last.visits.push(visit);
      last.bytes += bytes;
    } else {
      groups.push({ visits: [visit], bytes });
    }
  }
  if (total > IMPORT_BYTES) {
    throw new TooLarge('visits_too_large', `the visits come to ${total} bytes; ${IMPORT_BYTES} are allowed`, {
      bytes: total,
      limit: IMPORT_BYTES,
    });
  }
  return groups.map((group, index) =>
    asWritten({
      ...keys.visit(record.tenant_id, record.session_id, record.revision, index),
      visits: group.visits,
    }),
  );
}

const stored = z.object({ sk: z.string(), visits: z.array(StepVisitSchema) });

/** A visit and the place in the list that is reached with it. */
export interface PlacedVisit {
  readonly visit: StepVisit;
  readonly place: string;
}

/** Visits of items that come newest first, newest first. @throws Unavailable for those of a newer release */
export function placedVisits(items: readonly StoredItem[]): PlacedVisit[] {
  return items.flatMap((item) => {
    const { sk, visits } = stored.parse(upToDate(item));
    return visits.toReversed().map((visit, index) => ({ visit, place: `${sk}|${index + 1}` }));
  });
}

/** The item that a place lies in, and how many of its visits have been listed. */
export function readPlace(place: string): { readonly sk: string; readonly listed: number } {
  const [sk = '', listed = ''] = place.split('|');
  return { sk, listed: Number(listed) || 0 };
}
