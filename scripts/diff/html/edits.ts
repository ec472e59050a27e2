import type { GraphNode } from '../../../lib/scenario/graph.ts';

/** A property of a step that an edit changed, as texts. */
export interface Edit {
  readonly property: string;
  readonly old: string;
  readonly now: string;
}

const LISTS = {
  rules: 'rule_ids',
  templates: 'template_ids',
  tools: 'tool_ids',
  collects: 'collects_profile_fields',
} as const;
const TEXTS = { name: 'name', description: 'description', checkpoint: 'checkpoint_description' } as const;
const FLAGS = {
  'performs an action': 'performs_action',
  'required action': 'is_required_action',
  'is a checkpoint': 'is_checkpoint',
  'ends the scenario': 'is_terminal',
  'awaits the customer': 'awaits_customer',
} as const;

/** What differs in a step's content; of long texts the part that differs. */
export function editsOf({ step: old }: GraphNode, { step: now }: GraphNode): Edit[] {
  const edits: Edit[] = [];
  for (const [property, key] of Object.entries(TEXTS)) {
    const [before, after] = [old[key] ?? '', now[key] ?? ''];
    if (before !== after) edits.push({ property, ...differing(before, after) });
  }
  for (const [property, key] of Object.entries(LISTS)) {
    const removed = without(old[key], now[key]);
    const added = without(now[key], old[key]);
    if (removed.length + added.length > 0) {
      edits.push({ property, old: removed.join(', '), now: added.join(', ') });
    }
  }
  for (const [property, key] of Object.entries(FLAGS)) {
    const [before, after] = [old[key] ?? false, now[key] ?? false];
    if (before !== after) edits.push({ property, old: yesNo(before), now: yesNo(after) });
  }
  return edits;
}

const without = (names: readonly string[], others: readonly string[]): string[] =>
  [...new Set(names)].filter((name) => !others.includes(name));

const yesNo = (flag: boolean): string => (flag ? 'yes' : 'no');

/** So much of a text is shown before what differs, and so much of what differs. */
const CONTEXT = 24;
const MOST = 600;

function differing(old: string, now: string): { old: string; now: string } {
  const [a, b] = [[...old], [...now]];
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start += 1;
  let same = 0;
  while (same < Math.min(a.length, b.length) - start && a.at(-1 - same) === b.at(-1 - same)) same += 1;
  const from = Math.max(0, start - CONTEXT);
  const cut = (letters: readonly string[]): string => {
    const to = Math.min(letters.length, letters.length - same + CONTEXT);
    const part = letters.slice(from, Math.min(to, from + MOST));
    return `${from > 0 ? '…' : ''}${part.join('')}${from + part.length < letters.length ? '…' : ''}`;
  };
  return { old: cut(a), now: cut(b) };
}
