import type { ScenarioInput } from '../../lib/scenario/model.ts';
import { flowOf } from './change.ts';
import { evaluate } from './conditions.ts';

export interface Walk {
  readonly steps: readonly string[];
  /** Which way was taken at each of them, in the order in which the flow lists them. */
  readonly choices: readonly number[];
  /** It goes round for ever, or no way is open where it ends: nobody can say where it leads. */
  readonly stuck: boolean;
}

/** How a customer of whom everything is known walks a flow from its start. */
export function walkBy(
  scenario: ScenarioInput,
  truth: Readonly<Record<string, unknown>>,
  most = Infinity,
): Walk {
  const flow = flowOf(scenario);
  const names = {
    definitions: scenario.field_definitions ?? {},
    values: new Map(Object.entries(truth)),
    types: new Map(Object.entries(truth).map(([name, value]) => [name, typeof value])),
  };
  const steps = [flow.entry];
  const choices: number[] = [];
  for (let at = flow.entry; steps.length <= most; ) {
    const taken = flow
      .transitions(at)
      .find((way) => evaluate(way.condition_text, way.condition_fields, names) === 'true');
    if (!taken) return { steps, choices, stuck: flow.transitions(at).length > 0 };
    choices.push(flow.step(at).transitions.indexOf(taken));
    if (steps.includes(taken.to_step_id)) return { steps, choices, stuck: true };
    at = taken.to_step_id;
    steps.push(at);
  }
  return { steps, choices, stuck: false };
}
