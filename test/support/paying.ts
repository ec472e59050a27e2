import type { ScenarioInput } from '../../lib/scenario/model.ts';
import { scenario } from './scenario-builder.ts';

/** `greet -> ask <-> check -> pay (payment taken) -> done`: a loop, a checkpoint, an end. */
export const paying = (version = 1): ScenarioInput =>
  scenario('paying', version)
    .step('greet')
    .to('ask')
    .step('ask', { collects: ['age'], awaits: true })
    .to('check')
    .step('check')
    .to('ask', { when: 'again', priority: 1 })
    .to('pay')
    .step('pay', { checkpoint: 'payment taken' })
    .to('done')
    .step('done', { is_terminal: true })
    .build();

/** A later version of it, which says more before it asks. */
export function payingWithNews(version = 2): ScenarioInput {
  const { steps, ...rest } = paying(version);
  const [greet, ...others] = steps;
  if (!greet) throw new Error('no first step');
  const ways = greet.transitions;
  return {
    ...rest,
    steps: [
      { ...greet, transitions: ways.map((way) => ({ ...way, to_step_id: 'news' })) },
      { ...greet, id: 'news', name: 'news', transitions: ways },
      ...others,
    ],
  };
}
