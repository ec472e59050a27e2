import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import type { ScenarioInput, Step, Transition } from './model.ts';

/**
 * Text as the hashes see it: Unicode NFC, every run of White_Space one space, trimmed. Absent text is "".
 * The property White_Space is not JavaScript's `\s`, which also holds U+FEFF and lacks U+0085.
 */
export function normaliseText(text: string | undefined): string {
  return (text ?? '')
    .normalize('NFC')
    .replace(/\p{White_Space}+/gu, ' ')
    .replace(/^ | $/g, '');
}

/** A list as a set: sorted by UTF-16 code unit (what `sort` does by default), without repeats. */
const asSet = (list: readonly string[]): string[] => [...new Set(list.map(normaliseText))].sort();

/** SHA-256 of the RFC 8785 canonical JSON of a value: the first 16 hexadecimal digits. */
function digest(value: unknown): string {
  const canonical = canonicalize(value);
  if (canonical === undefined) throw new TypeError('nothing to hash');
  return createHash('sha256').update(canonical).digest('hex').slice(0, 16);
}

/**
 * What a step means, without its id and its transitions (fixed; vectors in `docs/hash-vectors.json`).
 * @returns 16 hexadecimal digits
 */
export function contentHash(step: Step): string {
  return digest({
    name: normaliseText(step.name),
    description: normaliseText(step.description),
    rule_ids: asSet(step.rule_ids),
    template_ids: asSet(step.template_ids),
    tool_ids: asSet(step.tool_ids),
    collects_profile_fields: asSet(step.collects_profile_fields),
    performs_action: step.performs_action,
    is_required_action: step.is_required_action,
    is_checkpoint: step.is_checkpoint,
    checkpoint_description: normaliseText(step.checkpoint_description),
  });
}

/** The ways on from a step in the order in which they are tried: higher priority first, then list order. */
export function inOrder(transitions: readonly Transition[]): Transition[] {
  return [...transitions].sort((a, b) => b.priority - a.priority);
}

/**
 * Digest of a whole version: its number, entry, and every step's content and ways on (fixed).
 * @param hashOf content hash per step id, where the caller has them already
 */
export function checksum(scenario: ScenarioInput, hashOf?: ReadonlyMap<string, string>): string {
  const steps = [...scenario.steps].sort((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0));
  return digest({
    version: scenario.version,
    entry_step_id: scenario.entry_step_id,
    steps: steps.map((step) => ({
      id: step.id,
      content_hash: hashOf?.get(step.id) ?? contentHash(step),
      transitions: inOrder(step.transitions).map((transition) => ({
        to_step_id: transition.to_step_id,
        condition_text: normaliseText(transition.condition_text),
        condition_fields: asSet(transition.condition_fields),
        priority: transition.priority,
      })),
    })),
  });
}
