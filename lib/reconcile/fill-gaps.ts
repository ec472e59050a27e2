import { resolveField } from '../gap-fill/resolve-fields.ts';
import type { GapFillResult, MigrationProgress } from '../session/model.ts';
import type { Situation } from './decision.ts';
import type { RequiredField } from './requirements.ts';

/** What became of the fields that a move needs. */
export interface Filling {
  readonly results: readonly GapFillResult[];
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
 * profile, the session's variables. What is not found is asked for; values of a move towards an older version are
 * kept.
 */
export function fillGaps(situation: Situation, required: readonly RequiredField[]): Filling {
  const { session, input, known, published, now } = situation;
  const earlier = session.progress;
  const results = required.map(({ name }) =>
    resolve(situation, name, { profile: known?.profile, variables: known?.variables }),
  );
  const open = results.filter((result) => !result.filled);

  const asked = new Set(required.map(({ name }) => name));
  const given = results.flatMap((each) =>
    each.filled && each.source === 'provided' ? [each.field_name] : [],
  );
  const refused = new Set([
    ...(earlier?.refused_fields ?? []),
    ...Object.entries(input.confirmations ?? {}).flatMap(([name, yes]) =>
      yes || !asked.has(name) ? [] : [name],
    ),
  ]);
  // What the customer gives anew after a refusal is no longer refused.
  for (const name of given) refused.delete(name);

  const fields = new Map(Object.entries(earlier?.fields ?? {}));
  for (const result of results) {
    // Variables are known anyway, and the engine may change them before the move.
    if (result.value === undefined || result.source === 'session') continue;
    fields.set(result.field_name, { ...result, validation_errors: [] });
  }
  for (const name of refused) fields.delete(name);

  return {
    results,
    collect: open.filter((result) => !result.needs_confirmation).map((result) => result.field_name),
    confirm: open.filter((result) => result.needs_confirmation),
    refusals: results.flatMap(({ field_name, validation_errors: errors }) =>
      errors.length > 0 ? [`${field_name}: ${errors.join(', ')}`] : [],
    ),
    progress: {
      target_version: published.version,
      fields: Object.fromEntries(fields),
      refused_fields: [...refused].sort(),
      extracted_fields: earlier?.extracted_fields ?? [],
      executed_step_ids: earlier?.executed_step_ids ?? [],
      started_at: earlier?.started_at ?? now,
    },
    trace: required.map(({ name, because }, index) => explain(name, because.step.name, results[index])),
  };
}

/**
 * What the customer gave while a move was collected for and the decision now taken has no use for: a newer version
 * does not ask for it, or the session stays. It is kept all the same.
 */
export function valuesGivenBesides(situation: Situation, used: readonly GapFillResult[]): GapFillResult[] {
  const { input, published } = situation;
  const { progress } = situation.session;
  if (!progress) return [];
  const names = new Set(Object.keys(progress.fields));
  // The answer to a question that a newer version has overtaken comes with this turn.
  const overtaken = progress.target_version !== published.version;
  for (const name of overtaken ? Object.keys(input.provided_fields ?? {}) : []) names.add(name);
  for (const { field_name } of used) names.delete(field_name);
  return [...names]
    .map((name) => resolve(situation, name, {}))
    .filter(({ filled, source }) => filled && (source === 'provided' || source === 'extraction'));
}

type Known = Pick<Parameters<typeof resolveField>[2], 'profile' | 'variables'>;

function resolve({ session, input, passage, readPhone, now }: Situation, name: string, known: Known) {
  const definitions = passage.to.graph.scenario.field_definitions ?? {};
  return resolveField(name, Object.hasOwn(definitions, name) ? definitions[name] : undefined, {
    ...known,
    provided: input.provided_fields,
    confirmations: input.confirmations,
    progress: session.progress,
    readPhone,
    now: new Date(now),
  });
}

function explain(name: string, step: string, result: GapFillResult | undefined): string {
  const from = `"${step}" collects ${name}`;
  const refusals = result?.validation_errors.length ? ` (${result.validation_errors.join('; ')})` : '';
  if (result?.filled) return `${from}: found (${result.source})${refusals}`;
  if (result?.needs_confirmation) return `${from}: found (${result.source}), to be confirmed${refusals}`;
  return `${from}: asked for${refusals}`;
}
