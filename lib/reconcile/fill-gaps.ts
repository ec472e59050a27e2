import type { WantedField } from '../gap-fill/extraction/provider.ts';
import type { GapFillResult, MigrationAction, MigrationProgress } from '../session/model.ts';
import type { Situation } from './decision.ts';
import { type FieldValues, lookUp } from './field-values.ts';
import { searchProgress, toSearch } from './searching.ts';

/** A field that a move needs, and what for. */
export interface RequiredField {
  readonly name: string;
  /** For the trace: `"Form" collects age`. */
  readonly because: string;
}

/** What became of the fields that a move needs. */
export interface Filling {
  readonly results: readonly GapFillResult[];
  /** To be searched for in the conversation before anything is asked. */
  readonly search: readonly WantedField[];
  /** To be asked for. */
  readonly collect: readonly string[];
  /** Found, to be put to the customer first. */
  readonly confirm: readonly GapFillResult[];
  /** Why values that were offered did not count, a line per field. */
  readonly refusals: readonly string[];
  readonly progress: MigrationProgress;
  readonly trace: readonly string[];
}

/**
 * Looks for every required field in what is known now: what the engine provides, earlier turns of this move, the
 * profile, the session's variables, the conversation. What is not found is asked for. Values of a move towards an older version are
 * kept, and so is whatever the engine provides, or was found, beside what is needed now: nothing known is asked later.
 */
export function fillGaps(
  situation: Situation,
  required: readonly RequiredField[],
  values: FieldValues | undefined,
  actions: readonly MigrationAction[],
): Filling {
  const { session, input, published, understood, now } = situation;
  const earlier = session.progress;
  const results = values ? required.map(({ name }) => values.result(name)) : [];
  const open = results.filter((result) => !result.filled);
  const asked = new Set([...(earlier?.asked_fields ?? []), ...open.map((result) => result.field_name)]);

  const names = new Set(required.map(({ name }) => name));
  const given = [...Object.keys(input.provided_fields ?? {}), ...(understood?.searched.keys() ?? [])];
  const besides = [...new Set(given)].filter((name) => !names.has(name));
  const found = [...results, ...(values ? besides.map((name) => values.result(name)) : [])];
  const confirmations = Object.entries(input.confirmations ?? {});
  const refused = new Set([
    ...(earlier?.refused_fields ?? []),
    ...confirmations.flatMap(([name, yes]) => (yes ? [] : [name])),
  ]);
  // What the customer gives anew after a refusal is no longer refused.
  for (const { field_name, source } of found) if (source === 'provided') refused.delete(field_name);

  const fields = new Map(Object.entries(earlier?.fields ?? {}));
  for (const result of found) {
    // Variables are known anyway, and the engine may change them before the move.
    if (result.value === undefined || result.source === 'session') continue;
    if (names.has(result.field_name) || result.source === 'provided' || result.source === 'extraction') {
      fields.set(result.field_name, { ...result, validation_errors: [] });
    }
  }
  for (const name of refused) fields.delete(name);

  const collect = open.filter((result) => !result.needs_confirmation).map((result) => result.field_name);
  return {
    results,
    search: toSearch(situation, collect, refused),
    collect,
    confirm: open.filter((result) => result.needs_confirmation),
    refusals: results.flatMap(({ field_name, validation_errors: errors }) =>
      errors.length > 0 ? [`${field_name}: ${errors.join(', ')}`] : [],
    ),
    progress: {
      target_version: published.version,
      fields: Object.fromEntries(fields),
      asked_fields: [...asked],
      refused_fields: [...refused].sort(),
      ...searchProgress(situation),
      actions: [...actions],
      started_at: earlier?.started_at ?? now,
    },
    trace: required.map(({ because }, index) => explain(because, results[index], understood)),
  };
}

/**
 * What was given while a move was under way and the decision now taken has no use for: a newer version does not ask
 * for it, an action found it out, or the session stays. It is kept all the same.
 */
export function valuesGivenBesides(situation: Situation, used: readonly GapFillResult[]): GapFillResult[] {
  const { input } = situation;
  const { progress } = situation.session;
  if (!progress) return [];
  const findings = input.executed_action_ids === undefined ? {} : input.provided_fields;
  const names = new Set([
    ...Object.keys(progress.fields),
    ...progress.asked_fields,
    ...Object.keys(findings ?? {}),
  ]);
  for (const { field_name } of used) names.delete(field_name);
  return [...names]
    .map((name) => lookUp(situation, name, {}))
    .filter(({ filled, source }) => filled && (source === 'provided' || source === 'extraction'));
}

function explain(
  because: string,
  result: GapFillResult | undefined,
  understood: Situation['understood'],
): string {
  const refusals = result?.validation_errors.length ? ` (${result.validation_errors.join('; ')})` : '';
  if (result?.filled) return `${because}: found (${result.source})${refusals}`;
  if (result?.needs_confirmation) return `${because}: found (${result.source}), to be confirmed${refusals}`;
  const isFailed = result && understood?.failed.has(result.field_name);
  return `${because}: asked for${refusals}${isFailed ? ', the conversation could not be searched just now' : ''}`;
}
