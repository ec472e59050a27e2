import { describe, expect, test } from 'vitest';
import type { PinReason } from '../../lib/session/model.ts';
import { scenario } from '../support/scenario-builder.ts';
import { Journey, type PolicyParts } from './journey.ts';

const v1 = scenario('s', 1).chain('greet', 'ask', 'offer', 'end').build();
const v2 = scenario('s', 2)
  .step('greet')
  .to('minors', { when: 'age < 18', fields: ['age'] })
  .to('check')
  .step('check', { required: true })
  .to('pay')
  .step('pay', { checkpoint: 'paid' })
  .to('ask')
  .chain('ask', 'offer', 'end')
  .step('minors')
  .field('age', { type: 'integer' })
  .build();

/** Pinned for the published version, as the release did that could not decide this. */
function pinned(reason: PinReason, policies: PolicyParts = {}, age = 40): Journey {
  const journey = new Journey(v1, { walk: ['greet', 'ask', 'offer'], variables: { age } }).publish(
    v2,
    policies,
  );
  const position = { ...journey.position, settled_for_version: 2 };
  journey.session = { ...journey.session, position, pinned: { plan_id: 'plan-1-2', reason } };
  return journey;
}

describe('a session that an earlier release pinned because it could not decide', () => {
  test.each<PinReason>(['undecided_fork', 'required_action', 'skipped_checkpoint'])(
    'for %s is decided at its next turn',
    async (reason) => {
      const led = pinned(reason, {}, 17);
      expect((await led.turn()).answer).toMatchObject({ action: 'teleport', step_id: 'minors' });
      expect(led.session.pinned).toBeUndefined();
      expect(led.isDue).toBe(false);

      const run = pinned(reason, { offer: { skipped_checkpoints: 'run' } });
      expect((await run.turn()).answer.execute_action_ids).toEqual(['check', 'pay']);
      // Still due, until it is executed.
      expect((await run.turn()).change).toBeUndefined();
      const { answer } = await run.turn({ executed_action_ids: ['check', 'pay'] });
      expect(answer).toMatchObject({ action: 'continue', step_id: 'offer', graph_version: 2 });
      expect(run.isDue).toBe(false);
    },
  );

  test('is pinned once more, and for good, where the policy wants that', async () => {
    const journey = pinned('skipped_checkpoint');
    await journey.turn();
    expect(journey.session.pinned?.reason).toBe('would_skip_checkpoint');
    expect(journey.isDue).toBe(false);
  });

  test('and only for such reasons', () => {
    for (const reason of ['out_of_scope', 'checkpoint', 'no_match', 'would_skip_checkpoint'] as const) {
      expect(pinned(reason).isDue).toBe(false);
    }
  });
});
