import { resolveField } from '../gap-fill/resolve-fields.ts';
import type { FieldDefinition } from '../scenario/model.ts';
import type { GapFillResult, Values } from '../session/model.ts';
import type { KnownValues, Situation } from './decision.ts';

/** What is known of fields at this turn; each is looked up once. */
export interface FieldValues {
  readonly definitions: Readonly<Record<string, FieldDefinition>>;
  /** A field's value and where it comes from, or that it has to be confirmed or asked for. */
  result(name: string): GapFillResult;
  /** Was it unknown, or in doubt, before the customer or the engine was asked on the way of this move? */
  wasMissing(name: string): boolean;
  /** Everything that is known by name: it tells what type a field without a definition has. */
  candidates(): Values;
}

/** Looks fields up in every source: the engine, earlier turns of this move, the profile, the variables, the conversation. */
export function fieldValues(situation: Situation, known: KnownValues): FieldValues {
  const results = new Map<string, GapFillResult>();
  const result = (name: string): GapFillResult => {
    const found = results.get(name) ?? lookUp(situation, name, known);
    results.set(name, found);
    return found;
  };
  const { session, input, understood } = situation;
  const named = [known.variables, known.profile, session.progress?.fields, input.provided_fields];
  let candidates: Values | undefined;
  return {
    definitions: definitionsOf(situation),
    result,
    wasMissing(name) {
      const { source, filled } = result(name);
      if (!filled || source === 'provided' || source === 'extraction') return true;
      return source === 'profile' && known.profile[name]?.needs_confirmation === true;
    },
    candidates() {
      const names = new Set(named.flatMap((values) => Object.keys(values ?? {})));
      for (const name of understood?.searched.keys() ?? []) names.add(name);
      candidates ??= Object.fromEntries([...names].map((name) => [name, result(name).value ?? null]));
      return candidates;
    },
  };
}

/** @param known leave out what should not be looked in */
export function lookUp(situation: Situation, name: string, known: Partial<KnownValues>): GapFillResult {
  const { session, input, understood, readPhone, now } = situation;
  const extracted = understood?.searched.get(name);
  return resolveField(name, definitionOf(situation, name), {
    ...known,
    provided: input.provided_fields,
    confirmations: input.confirmations,
    progress: session.progress,
    extraction: extracted && { [name]: extracted },
    readPhone,
    now: new Date(now),
  });
}

/** How the version that the session goes to defines a field. */
export function definitionOf(situation: Situation, name: string): FieldDefinition | undefined {
  const definitions = definitionsOf(situation);
  return Object.hasOwn(definitions, name) ? definitions[name] : undefined;
}

const definitionsOf = ({ passage }: Situation) => passage.to.graph.scenario.field_definitions ?? {};
