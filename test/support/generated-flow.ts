import type { ScenarioInput, Step, Transition } from '../../lib/scenario/model.ts';
import { Random } from '../../scripts/demo/random.ts';

/** What every flow has many times over, word for word: nothing but their surroundings tells these steps apart. */
const REPEATED = ['Say hello again', 'Show picture', 'Typing', 'Thanks', 'Anything else?'];
const FIELDS = ['age', 'country', 'email', 'city', 'amount'];

const way = (to: string, condition = '', fields: string[] = [], priority = 0): Transition => ({
  to_step_id: to,
  condition_text: condition,
  condition_fields: fields,
  priority,
});

const step = (id: string, name: string, parts: Partial<Step> = {}): Step => ({
  id,
  name,
  description: '',
  transitions: [],
  rule_ids: [],
  template_ids: [],
  tool_ids: [],
  collects_profile_fields: [],
  performs_action: false,
  is_required_action: false,
  is_checkpoint: false,
  is_terminal: false,
  ...parts,
});

/**
 * A flow as tools draw them, of any size, the same for the same seed: blocks of a question, its branches and what
 * is said there, one block after the other, some of them menus that lead back, some skipped by others, with steps
 * that repeat word for word.
 */
export function generateFlow(steps: number, seed: number): ScenarioInput {
  const random = new Random(seed);
  const all: Step[] = [];
  const add = (name: string, parts?: Partial<Step>): Step => {
    const added = step(`s${all.length}`, name, parts);
    all.push(added);
    return added;
  };
  const say = (): Step =>
    random.chance(0.4)
      ? add(random.pick(REPEATED), { performs_action: true })
      : add(`Message ${all.length}`, { description: `Text of message ${all.length}, some words long.` });

  /** Ends that wait for what comes next. */
  let open = [add('Start')];
  const heads: Step[] = [];
  const joinTo = (next: Step): void => {
    for (const end of open) end.transitions.push(way(next.id));
    open = [next];
  };
  while (all.length < steps) {
    const field = random.pick(FIELDS);
    const question = add(`Question ${all.length}`, {
      awaits_customer: true,
      collects_profile_fields: [field],
    });
    joinTo(question);
    const earlier = random.chance(0.15) && heads.length > 0 ? random.pick(heads.slice(-8)) : undefined;
    heads.push(question);
    const ends: Step[] = [];
    const branches = random.between(1, 4);
    for (let branch = 0; branch < branches && all.length < steps; branch += 1) {
      let last = say();
      question.transitions.push(
        branch === branches - 1
          ? way(last.id)
          : way(last.id, `${field} == "${branch}"`, [field], branches - branch),
      );
      for (let more = random.between(0, 3); more > 0 && all.length < steps; more -= 1) {
        const next = say();
        last.transitions.push(way(next.id));
        last = next;
      }
      ends.push(last);
    }
    if (earlier) question.transitions.unshift(way(earlier.id, `${field} == "back"`, [field], 9));
    open = ends.length > 0 ? ends : [question];
  }
  for (const end of open) end.is_terminal = true;
  return { name: `Generated, ${steps} steps`, version: 1, entry_step_id: 's0', steps: all };
}

/** A later version: so many edits of the kinds that operators make, spread over the flow; the size stays about the same. */
export function editFlow(flow: ScenarioInput, edits: number, seed: number): ScenarioInput {
  const random = new Random(seed);
  const steps = new Map(structuredClone(flow.steps).map((each) => [each.id, each]));
  const order = [...steps.keys()];
  const list = random.shuffled(order.filter((id) => id !== flow.entry_step_id));
  for (let edit = 0; edit < edits; edit += 1) {
    const target = steps.get(list[edit % list.length] ?? '');
    // What a branch is redirected to is near: a few steps further on.
    const near = order.indexOf(target?.id ?? '') + random.between(2, 12);
    if (target) applyEdit(steps, target, edit, steps.get(order[near] ?? '') ?? target);
  }
  return { ...flow, version: flow.version + 1, steps: [...steps.values()] };
}

function applyEdit(steps: Map<string, Step>, target: Step, edit: number, near: Step): void {
  switch (edit % 4) {
    case 0: {
      const next = target.transitions.find((one) => one.to_step_id !== target.id)?.to_step_id;
      steps.delete(target.id);
      for (const each of steps.values()) {
        each.transitions = each.transitions.flatMap((one) => {
          if (one.to_step_id !== target.id) return [one];
          return next === undefined ? [] : [{ ...one, to_step_id: next }];
        });
      }
      return;
    }
    case 1: {
      const question = edit % 8 === 1;
      const added = step(`new${edit}`, `New ${question ? 'question' : 'message'} ${edit}`, {
        transitions: target.transitions,
        ...(question && { awaits_customer: true, collects_profile_fields: [`new_${edit}`] }),
      });
      steps.set(added.id, added);
      target.transitions = [way(added.id)];
      return;
    }
    case 2:
      target.description = `${target.description} Reworded ${edit}.`.trim();
      return;
    default:
      target.transitions = [way(near.id, `age == "changed ${edit}"`, ['age'], 99), ...target.transitions];
  }
}
