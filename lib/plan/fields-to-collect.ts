import type { CompactFork } from '../diff/compact-map.ts';
import type { Insertion } from '../diff/insertions.ts';
import { displayNameOf } from '../scenario/display-name.ts';
import type { FieldDefinition } from '../scenario/model.ts';
import type { FieldToCollect, Warning } from './model.ts';
import { type AnchorPlace, type Facts, sessionsAt } from './warnings/facts.ts';
import { anchorsBeyond, decidedForks } from './warnings/upstream.ts';
import { counted, heading, steps } from './warnings/wording.ts';

/**
 * So many anchors are named for a field, and for all fields together, those where conversations rest first; the
 * reason says how many more. 20,000 keys of 16 digits are 0.4 MB, which a summary can be.
 */
const MOST_ANCHORS = 500;
const MOST_KEYS = 20_000;

/** A field, why it may be missing, and at which anchors. */
export interface FieldNeed {
  readonly field: string;
  readonly reasons: readonly string[];
  readonly places: readonly AnchorPlace[];
}

/**
 * The fields that sessions may lack: what inserted steps collect, and what new forks that may lead them away need.
 * A policy that asks nothing, or only what forks need, is respected.
 */
export function fieldNeeds(facts: Facts): FieldNeed[] {
  const needs = new Map<string, { reasons: Set<string>; places: Set<AnchorPlace> }>();
  const add = (field: string, reasons: readonly string[], places: readonly AnchorPlace[]): void => {
    const need = needs.get(field) ?? { reasons: new Set(), places: new Set() };
    needs.set(field, need);
    for (const reason of reasons) need.reasons.add(reason);
    for (const place of places) need.places.add(place);
  };

  const { inserted_nodes: inserted, new_node_ids } = facts.diff.map;
  const added = new Set(new_node_ids);
  const asked = facts.moving.filter(
    ({ policy }) => !policy?.force_scenario || policy.force_scenario === 'gap_fill',
  );
  const collecting = anchorsBeyond(facts.diff.map, asked, (row) => inserted[row]?.collects_fields ?? []);
  for (const [field, { places, rows }] of collecting) {
    const reasons = rows.flatMap((row) => {
      const insertion = inserted[row];
      return insertion ? [collectedBy(insertion, added)] : [];
    });
    add(field, reasons, places);
  }
  for (const [fork, field, places] of decisions(facts)) {
    add(field, [`the new fork "${fork.fork_node_name}" decides by it`], places);
  }
  return [...needs].map(([field, { reasons, places }]) => ({
    field,
    reasons: [...reasons],
    places: [...places],
  }));
}

function collectedBy(insertion: Insertion, added: ReadonlySet<string>): string {
  if (insertion.gained_by_edit) return `the edited step "${insertion.node_name}" now collects it`;
  const how = added.has(insertion.node_id) ? 'new step' : 'step that now comes earlier,';
  return `it is collected by the ${how} "${insertion.node_name}"`;
}

/** The fields by which new forks are decided, if anybody can be asked for them. */
function* decisions(
  facts: Facts,
): Generator<readonly [fork: CompactFork, field: string, places: readonly AnchorPlace[]]> {
  const { steps: all, field_definitions: definitions = {} } = facts.diff.v2.graph.scenario;
  const askable = new Set([
    ...Object.keys(definitions),
    ...all.flatMap((step) => step.collects_profile_fields),
  ]);
  for (const [fork, places] of decidedForks(facts)) {
    const fields = new Set(fork.branches.flatMap((branch) => branch.condition_fields));
    for (const field of fields) if (askable.has(field)) yield [fork, field, places];
  }
}

/** The needs as the summary lists them. */
export function toFieldsToCollect(facts: Facts, needs: readonly FieldNeed[]): FieldToCollect[] {
  const { scenario } = facts.diff.v2.graph;
  const most = Math.min(MOST_ANCHORS, Math.ceil(MOST_KEYS / Math.max(1, needs.length)));
  return needs.map(({ field, reasons, places }) => {
    const named = places.slice(0, most);
    const more = places.length - named.length;
    const because = reasons.slice(0, 3).join('; ');
    return {
      field_name: field,
      display_name: displayNameOf(scenario, field),
      affected_anchors: named.map((place) => place.key),
      reason: more > 0 ? `${because} (${more} more steps are affected)` : because,
      can_extract_from_conversation: isRecognisable(scenario.field_definitions, field),
    };
  });
}

/** Does its definition say enough to recognise a value in what the customer wrote? */
function isRecognisable(definitions: Readonly<Record<string, FieldDefinition>> = {}, field: string): boolean {
  const definition = Object.hasOwn(definitions, field) ? definitions[field] : undefined;
  if (!definition) return false;
  if (definition.type !== 'string') return true;
  return Boolean(definition.extraction_hints ?? definition.pattern) || definition.examples.length > 0;
}

/** One line per field that customers may be asked for. */
export function fieldWarnings(facts: Facts, needs: readonly FieldNeed[]): Warning[] {
  return needs.map(({ field, reasons, places }) => {
    const sessions = sessionsAt(places);
    const name = displayNameOf(facts.diff.v2.graph.scenario, field);
    return {
      severity: 'info',
      code: 'fields_to_collect',
      ...heading(places, field),
      message:
        `"${name}" (${field}) may have to be asked for at ${steps(places)}, ${counted(facts, sessions)}: ` +
        `${reasons.slice(0, 3).join('; ')}. What the profile, the session or the conversation tells is not asked; ` +
        'a field definition with a prompt makes the question a good one.',
      affected_sessions_estimate: sessions,
    };
  });
}
