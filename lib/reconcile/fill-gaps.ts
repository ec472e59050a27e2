import { resolveField } from '../gap-fill/resolve-fields.ts';
import type { FieldDefinition } from '../scenario/model.ts';
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
  readonly progress: MigrationProgress;
  readonly trace: readonly string[];
}

/**
 * Looks for every required field in what is known now: what the engine provides, earlier turns of this move, the
 * profile, the session's variables. What is not found is asked for; values of a move towards an older version are
 * kept.
 */
export function fillGaps(
  { session, input, known, published, now, readPhone }: Situation,
  definitions: Readonly<Record<string, FieldDefinition>>,
  required: readonly RequiredField[],
): Filling {
  const earlier = session.progress;
  const results = required.map(({ name }) =>
    resolveField(name, definitions[name], {
      provided: input.provided_fields,
      confirmations: input.confirmations,
      progress: earlier,
      profile: known?.profile,
      variables: known?.variables,
      readPhone,
      now: new Date(now),
    }),
  );
  const open = results.filter((result) => !result.filled);
  const needed = new Set(required.map(({ name }) => name));
  const refused = Object.entries(input.confirmations ?? {}).flatMap(([name, yes]) =>
    !yes && needed.has(name) ? [name] : [],
  );
  // What the customer gives anew after a refusal is no longer refused.
  const answered = new Set(
    results.filter((result) => result.filled && result.source === 'provided').map((each) => each.field_name),
  );
  return {
    results,
    collect: open.filter((result) => !result.needs_confirmation).map((result) => result.field_name),
    confirm: open.filter((result) => result.needs_confirmation),
    progress: {
      target_version: published.version,
      fields: {
        ...earlier?.fields,
        ...Object.fromEntries(
          results.flatMap((result) =>
            result.value === undefined || refused.includes(result.field_name)
              ? []
              : [[result.field_name, { ...result, validation_errors: [] }] as const],
          ),
        ),
      },
      refused_fields: [...new Set([...(earlier?.refused_fields ?? []), ...refused])]
        .filter((name) => !answered.has(name))
        .sort(),
      extracted_fields: earlier?.extracted_fields ?? [],
      executed_step_ids: earlier?.executed_step_ids ?? [],
      started_at: earlier?.started_at ?? now,
    },
    trace: required.map(({ name, because }, index) => explain(name, because.step.name, results[index])),
  };
}

function explain(name: string, step: string, result: GapFillResult | undefined): string {
  const from = `"${step}" collects ${name}`;
  const refusals = result?.validation_errors.length ? ` (${result.validation_errors.join('; ')})` : '';
  if (result?.filled) return `${from}: found (${result.source})`;
  if (result?.needs_confirmation) return `${from}: found (${result.source}), to be confirmed`;
  return `${from}: asked for${refusals}`;
}
