import type { ScenarioInput } from '../../../lib/scenario/model.ts';
import { scenario } from '../../support/scenario-builder.ts';

/** Two versions of a flow, and the policies with which the second is deployed, by the id of a step. */
export interface Release {
  readonly versions: readonly [ScenarioInput, ScenarioInput];
  readonly policies: Readonly<Record<string, object>>;
}

/**
 * `greet -> ask <-> offer -> pay (payment taken) -> ship -> end`. The second version asks for the age early on and
 * ships nothing: who is there would have to pay again.
 */
function buying(version: 1 | 2): ScenarioInput {
  const built = scenario('buying', version).field('age', { type: 'integer', minimum: 0 });
  if (version === 1) built.chain('greet').to('ask');
  else {
    built
      .chain('greet')
      .to('form')
      .step('form', { collects: ['age'] })
      .to('ask');
  }
  built
    .step('ask')
    .to('offer')
    .step('offer')
    .to('pay', { when: 'fine', priority: 1 })
    .to('ask')
    .step('pay', { checkpoint: 'payment taken' })
    .to(version === 1 ? 'ship' : 'end');
  if (version === 1) built.step('ship').to('end');
  return built.step('end').build();
}

/** `hello -> question -> answer -> bye`. The second version begins otherwise: who is at the beginning has no place. */
const chatting = (version: 1 | 2): ScenarioInput =>
  scenario('chatting', version)
    .chain(
      version === 1 ? 'hello' : 'welcome',
      'question',
      ...(version === 1 ? [] : ['hint']),
      'answer',
      'bye',
    )
    .build();

export const RELEASES: readonly Release[] = [
  {
    versions: [buying(1), buying(2)],
    policies: {
      ask: { scope_filter: { exclude_channels: ['email'] } },
      offer: { update_downstream: false },
    },
  },
  { versions: [chatting(1), chatting(2)], policies: {} },
];
