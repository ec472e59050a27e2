import type * as z from 'zod';
import { buildGraph, type ScenarioGraph } from '../../lib/scenario/graph.ts';
import {
  type FieldDefinition,
  FieldDefinitionSchema,
  type ScenarioInput,
  type Step,
  StepSchema,
} from '../../lib/scenario/model.ts';

type StepParts = Partial<Omit<Step, 'id' | 'transitions' | 'collects_profile_fields'>> & {
  /** Fields that the step collects. */
  readonly collects?: string[];
  /** Makes it a checkpoint: what has been done once it is passed. */
  readonly checkpoint?: string;
  /** A required action. */
  readonly required?: boolean;
  /** A conversation rests here until the customer answers. */
  readonly awaits?: boolean;
};

interface WayParts {
  /** The condition; empty means "otherwise". */
  readonly when?: string;
  readonly fields?: string[];
  readonly priority?: number;
}

/**
 * Builds scenarios for tests, step by step; the first step is the entry, and a step's name is its id unless told.
 *
 *     scenario('s', 1).step('a', { collects: ['x'] }).to('b', { when: 'x > 1' }).to('c').step('b').step('c')
 */
export class ScenarioBuilder {
  readonly #name: string;
  readonly #version: number;
  readonly #steps: Step[] = [];
  readonly #fields: Record<string, FieldDefinition> = {};
  #entry: string | undefined;

  constructor(name: string, version: number) {
    this.#name = name;
    this.#version = version;
  }

  step(id: string, { collects, checkpoint, required, awaits, ...parts }: StepParts = {}): this {
    this.#steps.push(
      StepSchema.parse({
        id,
        name: id,
        ...(collects && { collects_profile_fields: collects }),
        ...(checkpoint !== undefined && { is_checkpoint: true, checkpoint_description: checkpoint }),
        ...(required !== undefined && { is_required_action: required }),
        ...(awaits !== undefined && { awaits_customer: awaits }),
        ...parts,
      }),
    );
    return this;
  }

  /** A way on from the step that was added last. */
  to(target: string, { when = '', fields = [], priority = 0 }: WayParts = {}): this {
    const last = this.#steps.at(-1);
    if (!last) throw new Error('a way on needs a step');
    last.transitions.push({ to_step_id: target, condition_text: when, condition_fields: fields, priority });
    return this;
  }

  /** Steps one after the other: `chain('a', 'b', 'c')`. */
  chain(...ids: string[]): this {
    ids.forEach((id, at) => {
      this.step(id);
      const next = ids[at + 1];
      if (next !== undefined) this.to(next);
    });
    return this;
  }

  entry(id: string): this {
    this.#entry = id;
    return this;
  }

  field(name: string, definition: z.input<typeof FieldDefinitionSchema>): this {
    this.#fields[name] = FieldDefinitionSchema.parse(definition);
    return this;
  }

  build(): ScenarioInput {
    return {
      name: this.#name,
      version: this.#version,
      entry_step_id: this.#entry ?? this.#steps[0]?.id ?? 'none',
      steps: this.#steps.map((step) => structuredClone(step)),
      ...(Object.keys(this.#fields).length > 0 && { field_definitions: this.#fields }),
    };
  }

  graph(): ScenarioGraph {
    return buildGraph(this.build());
  }
}

export const scenario = (name = 's', version = 1): ScenarioBuilder => new ScenarioBuilder(name, version);

/** The same scenario as another version, with other ids. */
export function renumbered(
  input: ScenarioInput,
  rename: (id: string) => string,
  version = input.version + 1,
): ScenarioInput {
  return {
    ...input,
    version,
    entry_step_id: rename(input.entry_step_id),
    steps: input.steps.map((step) => ({
      ...step,
      id: rename(step.id),
      transitions: step.transitions.map((way) => ({ ...way, to_step_id: rename(way.to_step_id) })),
    })),
  };
}
