/**
 * In which form things are stored, and how a form that an earlier release wrote becomes today's.
 *
 * Every item has a schema version of its own kind, in the attribute `v`; the first version has no number. A part,
 * which is packed into chunks, has the version of what is packed. Whoever reads an item whole gets it as the latest
 * version has it. What a newer release has written is refused: to guess what it means could move a customer wrongly.
 * That is `Unavailable`, to be tried again: while a release is being deployed, the old one's Lambdas run for some
 * seconds more, and the next attempt meets a new one. Nothing was done, and the session is where it was.
 *
 * To change how a kind is stored, see "Storage" in `lib/README.md`. What is written, compared in a condition or
 * projected into an index by itself, without the item being read, has no version: it is the same in all of them, and
 * what is to be another thing gets another name. So whatever is written
 * - whole (put), is written as this release has it, with the number;
 * - by itself, leaves the number as it is;
 * - as the difference to what was read (a session's record), is written whole where the version is another one.
 */
import { Unavailable } from '../errors.ts';

/** An item as it is stored. */
export type StoredItem = Record<string, unknown>;

/** The attribute that holds the version: two bytes and its name in every session's record, so that it is a letter. */
export const SCHEMA_VERSION = 'v';

interface Schema<Form> {
  /** The version that this release writes: the latest, or, while an older release may still run, one before. */
  readonly writes: number;
  /** The n-th (from 1) makes version n + 1 of version n. What comes out is parsed afterwards. */
  readonly steps: readonly ((stored: Form) => Form)[];
}

const FIRST = { writes: 1, steps: [] } as const;

/** By the first word of the sort key. An audit event's key begins with its time. */
export const ITEMS = {
  SCENARIO: FIRST,
  VERSION: { writes: 2, steps: [versionWithUnknownSessions] },
  LIVE: FIRST,
  DEPLOYED: FIRST,
  BOARD: FIRST,
  PLAN: FIRST,
  UNIT: FIRST,
  TOTALS: FIRST,
  COUNTS: FIRST,
  BOOKMARK: FIRST,
  SESSION: { writes: 2, steps: [sessionOfEarlierReleases] },
  VARIABLES: FIRST,
  ANSWER: FIRST,
  VISIT: FIRST,
  VISITED: FIRST,
  PROFILE: FIRST,
  EVENT: FIRST,
} as const satisfies Record<string, Schema<StoredItem>>;

/** What is packed into parts. A `table` is a plan's match table, or its outline of the version it leads on from. */
export const CONTENTS = {
  graph: FIRST,
  map: FIRST,
  policies: FIRST,
  summary: FIRST,
  table: FIRST,
} as const satisfies Record<string, Schema<unknown>>;

export type ItemKind = keyof typeof ITEMS;
export type Content = keyof typeof CONTENTS;

/** The latest version that this release knows. */
export const latest = ({ steps }: { readonly steps: readonly unknown[] }): number => steps.length + 1;

/** An item that was read whole, as the latest version has it. @throws Unavailable for one of a newer release */
export const upToDate = (item: StoredItem): StoredItem => itemUpToDate(kindOf(item), item);

/** The same where the sort key was not read with it. */
export const itemUpToDate = (kind: ItemKind, item: StoredItem): StoredItem =>
  brought(kind, ITEMS[kind], item[SCHEMA_VERSION], item);

/** What was packed into a part whose chunks have a version. @throws Unavailable for a newer one */
export const contentUpToDate = (content: Content, version: unknown, value: unknown): unknown =>
  brought<unknown>(content, CONTENTS[content], version, value);

/** A whole item with the number of the version that it is in. */
export const asWritten = (item: StoredItem): StoredItem => ({ ...item, ...schemaOfItem(kindOf(item)) });

/** The attribute that says how this release writes a kind of item; none for the first version. */
export const schemaOfItem = (kind: ItemKind): StoredItem => numbered(ITEMS[kind]);

/** The same of what is packed. */
export const schemaOfContent = (content: Content): StoredItem => numbered(CONTENTS[content]);

/** Is an item stored in another version than this release writes? */
export const isOfOtherSchema = (item: StoredItem): boolean =>
  item[SCHEMA_VERSION] !== schemaOfItem(kindOf(item))[SCHEMA_VERSION];

const numbered = ({ writes }: { readonly writes: number }): StoredItem =>
  writes > 1 ? { [SCHEMA_VERSION]: writes } : {};

function kindOf({ sk }: StoredItem): ItemKind {
  const word = /^[A-Z]+/.exec(String(sk))?.[0] ?? 'EVENT';
  if (!isKind(word)) throw new RangeError(`there are no items with a key like ${sk}`);
  return word;
}

const isKind = (word: string): word is ItemKind => Object.hasOwn(ITEMS, word);

function brought<Form>(name: string, schema: Schema<Form>, version: unknown = 1, stored: Form): Form {
  if (typeof version !== 'number' || !Number.isInteger(version) || version < 1) {
    throw new RangeError(`${name}: ${version} is no schema version`);
  }
  if (version > latest(schema)) {
    throw new Unavailable(
      'newer_schema',
      `${name} is stored in schema version ${version}, and this release knows ${latest(schema)}: ` +
        'a newer release has written it, and has to be deployed',
      { retry_safe: true, kind: name, stored: version, known: latest(schema) },
    );
  }
  return schema.steps.slice(version - 1).reduce((form, step) => step(form), stored);
}

/**
 * Releases that wrote no number had, one after the other, no indexes on sessions by version, all fields in every
 * record, and progress without what was asked and what is to be executed. Indexes and fields are mended by the next
 * write, which is of the whole record.
 */
function sessionOfEarlierReleases({ migration_progress: text, ...item }: StoredItem): StoredItem {
  if (typeof text !== 'string') return item;
  const { executed_step_ids: _, ...progress } = JSON.parse(text);
  return { ...item, migration_progress: JSON.stringify({ asked_fields: [], actions: [], ...progress }) };
}

/** A version without a number may be older than the indexes that tell who is on it: clean-up has to look closer. */
function versionWithUnknownSessions(item: StoredItem): StoredItem {
  return { ...item, unindexed_sessions: true };
}
