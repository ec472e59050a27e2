import { buildGraph } from '../../lib/scenario/graph.ts';
import type { ScenarioInput, Step } from '../../lib/scenario/model.ts';
import { toStep } from './flow-grammar.ts';

/** Does the entry of a scenario lead to its step? */
export function isReached(scenario: ScenarioInput): (step: Step) => boolean {
  const { byId } = buildGraph(scenario);
  return (step) => byId.get(step.id)?.reachable === true;
}

/** The same scenario, listed otherwise: steps, rules, fields, and transitions of which the priority tells the order. */
export function withOtherOrder(scenario: ScenarioInput, turn: number): ScenarioInput {
  const turned = <Each>(list: readonly Each[]): Each[] => {
    const at = turn % Math.max(1, list.length);
    return [...list.slice(at), ...list.slice(0, at)].reverse();
  };
  return {
    ...scenario,
    steps: turned(scenario.steps).map((step) => ({
      ...step,
      rule_ids: turned(step.rule_ids),
      template_ids: turned(step.template_ids),
      tool_ids: turned(step.tool_ids),
      collects_profile_fields: turned(step.collects_profile_fields),
      transitions: turned([...Map.groupBy(step.transitions, (way) => way.priority).values()])
        .flat()
        .map((way) => ({ ...way, condition_fields: turned(way.condition_fields) })),
    })),
  };
}

/** A region beside the scenario that nothing in it leads to; some of its ways lead into the scenario. */
export function withIsland(scenario: ScenarioInput, region: ScenarioInput): ScenarioInput {
  const idOf = (id: string): string => `island-${id}`;
  return {
    ...scenario,
    steps: [
      ...scenario.steps,
      ...region.steps.map((step, at) => ({
        ...step,
        id: idOf(step.id),
        transitions: step.transitions.map((way, number) => {
          const mainland = scenario.steps[(at * 7 + number) % scenario.steps.length];
          const leadsOut = (at + number) % 2 === 0 && mainland !== undefined;
          return { ...way, to_step_id: leadsOut ? mainland.id : idOf(way.to_step_id) };
        }),
      })),
    ],
  };
}

interface Split {
  readonly scenario: ScenarioInput;
  /** The ids of the step that was inserted, and of the one whose way it is on. */
  readonly inserted: string;
  readonly from: string;
}

/** A step that collects a field, unlike any other, on one of the ways of one of the steps; undefined if there is none. */
export function splitWay(scenario: ScenarioInput, at: number, number: number): Split | undefined {
  const candidates = scenario.steps.filter((step) => step.transitions.length > 0);
  const from = candidates[at % Math.max(1, candidates.length)];
  const way = from?.transitions[number % from.transitions.length];
  if (!from || !way) return undefined;
  const inserted = {
    ...toStep('inserted', {
      name: 'Inserted',
      description: '',
      rule_ids: [],
      collects_profile_fields: ['inserted'],
      is_required_action: false,
      is_checkpoint: false,
      awaits_customer: true,
    }),
    transitions: [{ to_step_id: way.to_step_id, condition_text: '', condition_fields: [], priority: 0 }],
  };
  const redirected = {
    ...from,
    transitions: from.transitions.map((each) => (each === way ? { ...way, to_step_id: inserted.id } : each)),
  };
  return {
    scenario: {
      ...scenario,
      steps: [...scenario.steps.map((step) => (step === from ? redirected : step)), inserted],
    },
    inserted: inserted.id,
    from: from.id,
  };
}
