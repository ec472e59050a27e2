/** What the evaluation of extraction is made of: short conversations, and what a careful reader finds in them. */
import type { FieldDefinition } from '../../lib/scenario/model.ts';
import type { JsonValue } from '../../lib/session/json-value.ts';

/** What is hard about a conversation. */
export type Kind = 'value' | 'near miss' | 'correction' | 'someone else' | 'trap';

/** Where and when a conversation takes place. */
interface Setting {
  readonly locale: string;
  readonly time_zone: string;
  readonly default_region: string;
  /** When the first turn was said; each other one follows a minute later. Absent: nobody noted it. */
  readonly at?: string | undefined;
}

export interface Conversation extends Partial<Setting> {
  /** Fixed: it decides to which half the conversation belongs. */
  readonly id: string;
  readonly kind: Kind;
  /** What is looked for, by the names of the language's definitions. */
  readonly fields: readonly string[];
  /** Each turn begins a line with `<` (the agent) or `>` (the customer); lines without one go on with the turn. */
  readonly said: string;
  /** What a careful reader finds. Of every other field: nothing. */
  readonly expected: Readonly<Record<string, JsonValue>>;
}

/** The conversations of one language. */
export interface Language {
  readonly name: string;
  readonly setting: Setting;
  readonly definitions: Readonly<Record<string, FieldDefinition>>;
  readonly conversations: readonly Conversation[];
}

export interface Turn {
  readonly role: 'agent' | 'customer';
  readonly text: string;
  readonly at?: string;
}

const MINUTE_MS = 60_000;

/** What holds of one conversation: its language's setting, but for what it says itself. */
export const settingOf = (conversation: Conversation, { setting }: Language): Setting => ({
  ...setting,
  ...conversation,
});

/** @throws SyntaxError when it does not begin with a turn */
export function turnsOf({ said, id }: Conversation, { at }: Pick<Setting, 'at'>): readonly Turn[] {
  const turns: { role: Turn['role']; lines: string[] }[] = [];
  for (const line of said
    .trim()
    .split('\n')
    .map((each) => each.trim())) {
    const begins = /^([<>]) ?(.*)$/.exec(line);
    if (begins) turns.push({ role: begins[1] === '<' ? 'agent' : 'customer', lines: [begins[2] ?? ''] });
    else if (turns.length === 0) throw new SyntaxError(`${id}: the first line must begin with < or >`);
    else turns.at(-1)?.lines.push(line);
  }
  return turns.map(({ role, lines }, index) => {
    const text = lines.join('\n');
    if (at === undefined) return { role, text };
    return { role, text, at: new Date(Date.parse(at) + index * MINUTE_MS).toISOString() };
  });
}
