import * as z from 'zod';
import type { Problem } from '../errors.ts';
import { pathText, toProblems } from '../problems.ts';
import { normaliseText } from './content-hash.ts';
import { reach } from './graph.ts';
import { MAX_STEPS, type ScenarioInput, ScenarioInputSchema } from './model.ts';
import { compilePattern } from './pattern.ts';

export type ParsedScenario =
  | { readonly ok: true; readonly scenario: ScenarioInput; readonly warnings: readonly Problem[] }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/**
 * Reads a scenario from JSON: its shape, then the rules between its parts. All problems are listed at once; where
 * the shape is wrong in places, the rules are still applied to the rest.
 */
export function parseScenario(json: unknown): ParsedScenario {
  const parsed = ScenarioInputSchema.safeParse(json);
  if (parsed.success) {
    const { problems, warnings } = validateScenario(parsed.data);
    return problems.length === 0 ? { ok: true, scenario: parsed.data, warnings } : { ok: false, problems };
  }
  return { ok: false, problems: [...toProblems(parsed.error), ...ruleProblems(json)] };
}

/** What breaks the rules in something that is meant to be a scenario, whatever else is wrong with its shape. */
export function ruleProblems(json: unknown): Problem[] {
  const outline = OutlineSchema.safeParse(json);
  return [...illFormedText(json), ...(outline.success ? problemsOf(outline.data) : [])];
}

/**
 * What the schema cannot say of a scenario. With problems it is refused; warnings are told to the operator. Both
 * carry the place they are about. Linear in the size of the scenario.
 */
export function validateScenario(input: ScenarioInput): { problems: Problem[]; warnings: Problem[] } {
  const problems = [...illFormedText(input), ...problemsOf(input)];
  return { problems, warnings: problems.length === 0 ? warningsOf(input) : unknownFields(input) };
}

/** Longer than every text that the rules look at may be. */
const LONGEST_TEXT = 2_000;

/** As much of a scenario as the rules look at; what has the wrong shape is absent (and reported elsewhere). */
const text = z.string().max(LONGEST_TEXT).optional().catch(undefined);
const number = z.number().optional().catch(undefined);
const OutlineSchema = z.object({
  entry_step_id: text,
  steps: z
    .array(
      z
        .object({
          id: text,
          is_checkpoint: z.boolean().catch(false),
          checkpoint_description: text,
          transitions: z.array(z.object({ to_step_id: text }).catch({ to_step_id: undefined })).catch([]),
        })
        .catch({ id: undefined, is_checkpoint: false, checkpoint_description: undefined, transitions: [] }),
    )
    .optional()
    .catch(undefined),
  field_definitions: z
    .record(
      z.string(),
      z
        .object({
          type: text,
          enum_values: z.array(z.unknown()).optional().catch([]),
          pattern: text,
          minimum: number,
          maximum: number,
        })
        .catch({ type: undefined, pattern: undefined, minimum: undefined, maximum: undefined }),
    )
    .optional()
    .catch(undefined),
});
type Outline = z.infer<typeof OutlineSchema>;

const RULES: readonly ((outline: Outline) => Problem[])[] = [
  stepCount,
  repeatedIds,
  entryExists,
  targetsExist,
  checkpointsDescribed,
  fieldDefinitions,
];

const problemsOf = (outline: Outline): Problem[] => RULES.flatMap((rule) => rule(outline));

const problem = (path: readonly PropertyKey[], code: string, message: string): Problem => ({
  path: pathText(path),
  code,
  message,
});

/** How deep a scenario's texts lie: `steps[0].transitions[0].condition_fields[0]`. */
const DEEPEST_TEXT = 6;

/** Half a surrogate pair is not text: it has no UTF-8 form, so it can be neither hashed nor stored as it is. */
function illFormedText(value: unknown, path: readonly PropertyKey[] = []): Problem[] {
  if (typeof value === 'string') {
    if (value.isWellFormed()) return [];
    return [
      problem(path, 'ill_formed_text', 'this text holds half of a surrogate pair; write the character whole'),
    ];
  }
  if (typeof value !== 'object' || value === null || path.length >= DEEPEST_TEXT) return [];
  if (Array.isArray(value)) return value.flatMap((each, at) => illFormedText(each, [...path, at]));
  return Object.entries(value).flatMap(([key, each]) => [
    ...illFormedText(key, [...path, key]),
    ...illFormedText(each, [...path, key]),
  ]);
}

function stepCount({ steps }: Outline): Problem[] {
  if (!steps) return [];
  if (steps.length === 0) return [problem(['steps'], 'no_steps', 'a scenario needs at least one step')];
  if (steps.length <= MAX_STEPS) return [];
  return [problem(['steps'], 'too_many_steps', `${steps.length} steps; a scenario has at most ${MAX_STEPS}`)];
}

function repeatedIds({ steps = [] }: Outline): Problem[] {
  const firstAt = new Map<string, number>();
  return steps.flatMap(({ id }, at) => {
    if (id === undefined) return [];
    const first = firstAt.get(id);
    if (first !== undefined) {
      return [problem(['steps', at, 'id'], 'repeated_step_id', `steps[${first}] has the id ${id} already`)];
    }
    firstAt.set(id, at);
    return [];
  });
}

const idsOf = ({ steps = [] }: Outline): ReadonlySet<string | undefined> =>
  new Set(steps.map((step) => step.id));

function entryExists(outline: Outline): Problem[] {
  const { entry_step_id: entry, steps = [] } = outline;
  if (entry === undefined || steps.length === 0 || idsOf(outline).has(entry)) return [];
  return [problem(['entry_step_id'], 'entry_not_found', `there is no step with the id ${entry}`)];
}

function targetsExist(outline: Outline): Problem[] {
  const ids = idsOf(outline);
  return (outline.steps ?? []).flatMap((step, at) =>
    step.transitions.flatMap(({ to_step_id: target }, way) => {
      if (target === undefined || ids.has(target)) return [];
      return [
        problem(
          ['steps', at, 'transitions', way, 'to_step_id'],
          'target_not_found',
          `there is no step with the id ${target}`,
        ),
      ];
    }),
  );
}

function checkpointsDescribed({ steps = [] }: Outline): Problem[] {
  return steps.flatMap((step, at) => {
    if (!step.is_checkpoint || normaliseText(step.checkpoint_description) !== '') return [];
    return [
      problem(
        ['steps', at, 'checkpoint_description'],
        'checkpoint_without_description',
        'a checkpoint must say what has been done once it is passed, such as "payment taken"',
      ),
    ];
  });
}

function fieldDefinitions({ field_definitions: definitions = {} }: Outline): Problem[] {
  return Object.entries(definitions).flatMap(([name, definition]) => {
    const at = ['field_definitions', name];
    const found: Problem[] = [];
    if (definition.type === 'enum' && definition.enum_values === undefined) {
      const message = 'a field of type enum needs the values it may have';
      found.push(problem([...at, 'enum_values'], 'enum_without_values', message));
    }
    if (definition.pattern !== undefined && !compilePattern(definition.pattern)) {
      found.push(problem([...at, 'pattern'], 'invalid_pattern', 'this is not a regular expression'));
    }
    const { minimum, maximum } = definition;
    if (minimum !== undefined && maximum !== undefined && minimum > maximum) {
      const message = `the minimum ${minimum} is above the maximum ${maximum}: no value can satisfy both`;
      found.push(problem([...at, 'minimum'], 'minimum_above_maximum', message));
    }
    return found;
  });
}

const warningsOf = (input: ScenarioInput): Problem[] => [...unknownFields(input), ...unreachableSteps(input)];

function unknownFields({ steps, field_definitions: definitions = {} }: ScenarioInput): Problem[] {
  const known = new Set([
    ...Object.keys(definitions),
    ...steps.flatMap((step) => step.collects_profile_fields),
  ]);
  return steps.flatMap((step, at) =>
    step.transitions.flatMap((transition, way) =>
      transition.condition_fields.flatMap((field, index) =>
        known.has(field)
          ? []
          : [
              problem(
                ['steps', at, 'transitions', way, 'condition_fields', index],
                'field_never_collected',
                `no step collects ${field} and no field definition names it`,
              ),
            ],
      ),
    ),
  );
}

function unreachableSteps({ entry_step_id, steps }: ScenarioInput): Problem[] {
  const ordinal = new Map(steps.map((step, at) => [step.id, at]));
  const edges = steps.map((step) =>
    step.transitions.flatMap((transition) => ordinal.get(transition.to_step_id) ?? []),
  );
  const reached = reach(edges, ordinal.get(entry_step_id) ?? 0);
  return steps.flatMap((step, at) =>
    reached.has(at)
      ? []
      : [
          problem(
            ['steps', at],
            'step_unreachable',
            `the entry does not lead to "${step.name}" (${step.id})`,
          ),
        ],
  );
}
