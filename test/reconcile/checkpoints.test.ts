import { describe, expect, test } from 'vitest';
import type { ScenarioInput } from '../../lib/scenario/model.ts';
import type { CheckpointInfo } from '../../lib/session/model.ts';
import { scenario } from '../support/scenario-builder.ts';
import { Journey, type Start } from './journey.ts';

/** `greet -> pay -> offer -> end`, and paying cannot be undone. */
const paying = (version: number) =>
  scenario('s', version)
    .step('greet')
    .to('pay')
    .step('pay', { checkpoint: 'the money is taken' })
    .to('offer')
    .chain('offer', 'end')
    .build();
const passed = { walk: ['greet', 'pay', 'offer'] };

const v2 = paying(2);
const mappedTo = (target_step_id: string, start: Start = passed, to: ScenarioInput = v2) =>
  new Journey(paying(1), start).publish(to, { offer: { target_step_id } }).mark();

describe('a jump', () => {
  test.each(['greet', 'pay'])('to %s is refused, and the own image is the place instead', async (target) => {
    const journey = mappedTo(target);
    const { answer, event } = await journey.turn();
    expect(answer).toMatchObject({
      action: 'continue',
      step_id: 'offer',
      graph_version: 2,
      entry: 'resume',
      blocked_by_checkpoint: true,
    });
    expect(answer.checkpoint_warning).toMatch(/"pay" \(the money is taken\).*"(greet|pay)"/);
    expect(event).toMatchObject({
      event_type: 'session_migrated',
      blocked_by_checkpoint: true,
      checkpoint_id: 'pay',
      checkpoint_description: 'the money is taken',
    });
    expect(journey.session.checkpoints).toMatchObject([{ step_id: 'pay', graph_version: 2 }]);
    expect(journey.isDue).toBe(false);
  });

  test('beyond it is no problem', async () => {
    expect((await mappedTo('end').turn()).answer).toMatchObject({
      target_step_id: 'end',
      blocked_by_checkpoint: false,
    });
  });

  test('before it is no problem for who has not passed it', async () => {
    const journey = new Journey(paying(1), { walk: ['greet'] }).publish(v2, {
      greet: { target_step_id: 'pay' },
    });
    expect((await journey.turn()).answer).toMatchObject({
      target_step_id: 'pay',
      blocked_by_checkpoint: false,
    });
  });

  test('a loop that leads back to it is not "before"', async () => {
    const looping = (version: number) =>
      scenario('s', version)
        .step('greet')
        .to('pay')
        .step('pay', { checkpoint: 'paid' })
        .to('offer')
        .step('offer')
        .to('end')
        .step('end')
        .to('pay', { when: 'again' })
        .build();
    const journey = new Journey(looping(1), { walk: ['greet', 'pay', 'end', 'pay', 'offer'] }).publish(
      looping(2),
      { offer: { target_step_id: 'end' } },
    );
    expect((await journey.turn()).answer).toMatchObject({
      target_step_id: 'end',
      blocked_by_checkpoint: false,
    });
  });

  test('steps of one irreducible region precede each other', async () => {
    const region = (version: number) =>
      scenario('s', version)
        .step('greet')
        .to('pay', { when: 'x' })
        .to('offer')
        .step('pay', { checkpoint: 'paid' })
        .to('offer')
        .step('offer')
        .to('pay', { when: 'again' })
        .to('end')
        .step('end')
        .build();
    const journey = new Journey(region(1), { walk: ['greet', 'pay', 'offer', 'end'] }).publish(region(2), {
      end: { target_step_id: 'offer' },
    });
    expect((await journey.turn()).answer).toMatchObject({ step_id: 'end', blocked_by_checkpoint: true });
  });

  test('to a step that the entry does not reach counts every way on from it', async () => {
    const island = scenario('s', 2)
      .step('greet')
      .to('pay')
      .step('pay', { checkpoint: 'the money is taken' })
      .to('offer')
      .chain('offer', 'end')
      .step('island')
      .to('pay')
      .build();
    expect((await mappedTo('island', passed, island).turn()).answer).toMatchObject({
      step_id: 'offer',
      blocked_by_checkpoint: true,
    });
  });

  test('of a deleted step is refused too: there is no own image, so it stays', async () => {
    const without = scenario('s', 2)
      .step('greet')
      .to('pay')
      .step('pay', { checkpoint: 'the money is taken' })
      .to('end')
      .step('end')
      .build();
    const journey = new Journey(paying(1), passed).publish(without).mark();
    const { answer, event } = await journey.turn();
    expect(answer).toMatchObject({
      action: 'continue',
      step_id: 'offer',
      graph_version: 1,
      scenario_version: 1,
      blocked_by_checkpoint: true,
    });
    expect(event).toMatchObject({
      event_type: 'session_pinned',
      blocked_by_checkpoint: true,
      checkpoint_id: 'pay',
    });
    expect(journey.session).toMatchObject({
      pinned: { reason: 'checkpoint', plan_id: 'plan-1-2' },
      mark: undefined,
      position: { settled_for_version: 2 },
    });
    // Final for this version, and decided afresh for the next.
    journey.publish(paying(3));
    expect((await journey.turn()).answer).toMatchObject({ graph_version: 3, step_id: 'offer' });
  });

  test('is allowed where the operator switched blocking off, and told as an override', async () => {
    const off = { ...passed, config: { checkpoints: { block_teleport_past_checkpoint: false } } };
    const journey = mappedTo('greet', off);
    const { answer, event } = await journey.turn();
    expect(answer).toMatchObject({ target_step_id: 'greet', blocked_by_checkpoint: false });
    expect(event).toMatchObject({
      action_taken: 'teleport',
      blocked_by_checkpoint: false,
      checkpoint_id: 'pay',
      checkpoint_description: 'the money is taken',
    });
    expect(event?.reason).toContain('overrides checkpoint "pay"');
    const harmless = await mappedTo('end', off).turn();
    expect(harmless.event).not.toHaveProperty('checkpoint_id');
  });
});

describe('a re-route', () => {
  const rich = { ...passed, variables: { amount: 500 } };

  test('to where the checkpoint does not lie ahead is no problem', async () => {
    const to = scenario('s', 2)
      .step('greet')
      .to('agent', { when: 'amount > 100', fields: ['amount'] })
      .to('pay')
      .step('pay', { checkpoint: 'the money is taken' })
      .to('offer')
      .chain('offer', 'end')
      .step('agent')
      .build();
    const { answer } = await new Journey(paying(1), rich).publish(to).turn();
    expect(answer).toMatchObject({ target_step_id: 'agent', blocked_by_checkpoint: false });
  });

  /** `greet -> news -> offer -> end`, where a new fork leads from `greet` to `agent -> pay`. */
  const ahead = () =>
    scenario('s', 2)
      .step('greet')
      .to('agent', { when: 'amount > 100', fields: ['amount'] })
      .to('news')
      .step('news', { collects: ['name'] })
      .to('offer')
      .chain('offer', 'end')
      .step('agent')
      .to('pay')
      .step('pay', { checkpoint: 'the money is taken' })
      .field('amount', { type: 'number' })
      .build();

  test('to where it lies ahead is refused: it stays on its way, with what that asks', async () => {
    const journey = new Journey(paying(1), rich).publish(ahead()).mark();
    expect((await journey.turn()).answer).toMatchObject({ action: 'collect', collect_fields: ['name'] });
    const { answer, event } = await journey.turn({ provided_fields: { name: 'Ada' } });
    expect(answer).toMatchObject({
      action: 'continue',
      step_id: 'offer',
      graph_version: 2,
      entry: 'resume',
      blocked_by_checkpoint: true,
      migration_scenario: 'gap_fill',
    });
    expect(answer.checkpoint_warning).toMatch(/"pay" \(the money is taken\).*not moved to "agent"/);
    expect(answer).not.toHaveProperty('user_message');
    expect(answer.trace).toContain('refused "agent": "pay" was passed and lies ahead of it');
    expect(event).toMatchObject({ blocked_by_checkpoint: true, checkpoint_id: 'pay' });
    expect(journey.isDue).toBe(false);
  });

  test("that is refused for the operator's target leaves the own image", async () => {
    const policies = { offer: { target_step_id: 'end' } };
    const journey = new Journey(paying(1), { ...rich, variables: { amount: 500, name: 'Ada' } });
    const { answer } = await journey.publish(ahead(), policies).turn();
    expect(answer).toMatchObject({ step_id: 'offer', entry: 'resume', blocked_by_checkpoint: true });
    const on = new Journey(paying(1), { ...rich, variables: { amount: 5, name: 'Ada' } });
    expect((await on.publish(ahead(), policies).turn()).answer.step_id).toBe('end');
  });

  test('that is refused where there is no own image pins, before anything is asked', async () => {
    const { steps, ...rest } = ahead();
    const without = {
      ...rest,
      steps: steps
        .filter(({ id }) => id !== 'offer')
        .map((step) => ({
          ...step,
          transitions: step.transitions.map((way) =>
            way.to_step_id === 'offer' ? { ...way, to_step_id: 'end' } : way,
          ),
        })),
    };
    const journey = new Journey(paying(1), rich)
      .publish(without, { offer: { target_step_id: 'end' } })
      .mark();
    const { answer, event } = await journey.turn();
    expect(answer).toMatchObject({ action: 'continue', graph_version: 1, blocked_by_checkpoint: true });
    expect(event).toMatchObject({ event_type: 'session_pinned', checkpoint_id: 'pay' });
    expect(journey.session).toMatchObject({ pinned: { reason: 'checkpoint' }, mark: undefined });
    expect(journey.isDue).toBe(false);
  });

  test('is not blocked where the operator switched that off, and told as an override', async () => {
    const config = { checkpoints: { block_teleport_past_checkpoint: false } };
    const journey = new Journey(paying(1), { ...rich, config }).publish(ahead());
    const { answer, event } = await journey.turn();
    expect(answer).toMatchObject({ target_step_id: 'agent', blocked_by_checkpoint: false });
    expect(event).toMatchObject({ blocked_by_checkpoint: false, checkpoint_id: 'pay' });
    expect(event?.reason).toContain('overrides checkpoint "pay"');
  });

  test('after a refusal nobody is sent elsewhere by later forks', async () => {
    const to = scenario('s', 2)
      .step('greet')
      .to('agent', { when: 'amount > 100', fields: ['amount'] })
      .to('second')
      .step('second')
      .to('elsewhere', { when: 'amount > 10', fields: ['amount'] })
      .to('offer')
      .chain('offer', 'end')
      .step('elsewhere')
      .step('agent')
      .to('pay')
      .step('pay', { checkpoint: 'the money is taken' })
      .build();
    const { answer } = await new Journey(paying(1), rich).publish(to).turn();
    expect(answer).toMatchObject({ step_id: 'offer', graph_version: 2, blocked_by_checkpoint: true });
    expect(answer.trace).toContain('at "second": stays on its way, a checkpoint refused the branch');
    const modest = new Journey(paying(1), { ...passed, variables: { amount: 50 } }).publish(to);
    expect((await modest.turn()).answer.step_id).toBe('elsewhere');
  });
});

describe('the own image', () => {
  const reordered = scenario('s', 2)
    .step('greet')
    .to('offer')
    .step('offer')
    .to('pay')
    .step('pay', { checkpoint: 'the money is taken' })
    .to('end')
    .step('end')
    .build();

  test('that W newly puts before a passed checkpoint is refused', async () => {
    const journey = new Journey(paying(1), passed).publish(reordered);
    const { answer } = await journey.turn();
    expect(answer).toMatchObject({ step_id: 'offer', graph_version: 1, blocked_by_checkpoint: true });
    expect(journey.session.pinned?.reason).toBe('checkpoint');
  });

  test('is no place for a refused jump then; the warning names what the operator wanted', async () => {
    const journey = new Journey(paying(1), passed).publish(reordered, { offer: { target_step_id: 'greet' } });
    const { answer } = await journey.turn();
    expect(answer).toMatchObject({ graph_version: 1, blocked_by_checkpoint: true });
    expect(answer.checkpoint_warning).toContain('not moved to "greet"');
  });

  test('that was before it already is fine: the customer went back by themselves', async () => {
    const journey = new Journey(paying(1), { walk: ['greet', 'pay', 'greet'] }).publish(v2);
    expect((await journey.turn()).answer).toMatchObject({ graph_version: 2, blocked_by_checkpoint: false });
  });

  test('at the checkpoint itself is fine, and it stays passed once', async () => {
    const journey = new Journey(paying(1), { walk: ['greet', 'pay'] }).publish(v2, {
      pay: { target_step_id: 'greet' },
    });
    expect((await journey.turn()).answer).toMatchObject({
      step_id: 'pay',
      graph_version: 2,
      entry: 'resume',
    });
    expect(journey.session.checkpoints).toMatchObject([{ step_id: 'pay', graph_version: 2 }]);
  });
});

describe('where a passed checkpoint is in the new version', () => {
  const renamed = (parts: { description?: string }) =>
    scenario('s', 2)
      .step('greet')
      .to('p')
      .step('p', { name: 'pay', checkpoint: 'the money is taken', ...parts })
      .to('offer')
      .chain('offer', 'end')
      .build();

  test.each([{}, { description: 'edited' }])('by match, under another id: %o', async (parts) => {
    const journey = mappedTo('p', passed, renamed(parts));
    const { answer } = await journey.turn();
    expect(answer).toMatchObject({ step_id: 'offer', blocked_by_checkpoint: true });
    expect(journey.session.checkpoints).toMatchObject([{ step_id: 'p', step_name: 'pay', graph_version: 2 }]);
  });

  test('by content, for one of a version that nobody has any more', async () => {
    const graph = new Journey(paying(1)).graph;
    const old = new Journey(paying(1), passed).session.checkpoints.map((info) => ({
      ...info,
      step_id: 'gone',
      graph_version: 0,
    }));
    expect(old).toMatchObject([{ step_content_hash: graph.byId.get('pay')?.hash }]);
    const journey = mappedTo('greet', { ...passed, checkpoints: old });
    expect((await journey.turn()).answer).toMatchObject({ step_id: 'offer', blocked_by_checkpoint: true });
  });

  test('not by an id that another step has now', async () => {
    const to = scenario('s', 2)
      .step('greet')
      .to('pay')
      .step('pay', { name: 'offer' })
      .to('end')
      .step('end')
      .build();
    // What lies beyond the payment, nobody knows: it cannot be found.
    expect((await mappedTo('end', passed, to).turn()).answer).toMatchObject({
      step_id: 'pay',
      entry: 'resume',
      blocked_by_checkpoint: true,
    });
  });

  test('of equal content, each of them: before one already, the own image is newly before the other', async () => {
    const pay = { name: 'pay', checkpoint: 'paid' };
    const twice = (version: number, ...order: string[]) =>
      order
        .reduce(
          (builder, id, at) => {
            builder.step(id, id === 'offer' ? {} : pay);
            const next = order[at + 1];
            return next === undefined ? builder : builder.to(next);
          },
          scenario('s', version),
        )
        .build();
    const [info] = new Journey(twice(1, 'a'), { walk: ['a'] }).session.checkpoints;
    const old = { ...info, step_id: 'gone', graph_version: 0 } as CheckpointInfo;
    const at = { walk: ['a', 'offer'], checkpoints: [old] };
    const still = new Journey(twice(1, 'a', 'offer', 'b'), at).publish(twice(2, 'a', 'offer', 'b'));
    expect((await still.turn()).answer).toMatchObject({ graph_version: 2, blocked_by_checkpoint: false });
    const newly = new Journey(twice(1, 'a', 'offer', 'b'), at).publish(twice(2, 'offer', 'a', 'b'));
    expect((await newly.turn()).answer).toMatchObject({ graph_version: 1, blocked_by_checkpoint: true });
  });

  const deleted = scenario('s', 2).chain('greet', 'offer', 'end').build();
  const walked = { walk: ['greet', 'pay', 'offer', 'end'] };
  const from = (target_step_id: string, start: Start = walked) =>
    new Journey(paying(1), start).publish(deleted, { end: { target_step_id } });

  test('nowhere: every target is refused but the own image and what was walked after it', async () => {
    expect((await from('greet').turn()).answer).toMatchObject({
      step_id: 'end',
      blocked_by_checkpoint: true,
    });
    expect((await from('offer').turn()).answer).toMatchObject({
      step_id: 'offer',
      blocked_by_checkpoint: false,
    });
    const resumed = await new Journey(paying(1), walked).publish(deleted).turn();
    expect(resumed.answer).toMatchObject({ step_id: 'end', graph_version: 2, blocked_by_checkpoint: false });
  });

  test('nowhere, where the operator allows what is unmatched', async () => {
    const allow = { ...walked, config: { checkpoints: { unmatched: 'allow' as const } } };
    expect((await from('greet', allow).turn()).answer).toMatchObject({
      step_id: 'greet',
      blocked_by_checkpoint: false,
    });
  });

  test('of equal content, what was walked after the last of them', async () => {
    const twice = (version: number, second: boolean) => {
      const builder = scenario('s', version)
        .step('a', { name: 'pay', checkpoint: 'paid' })
        .to('offer')
        .step('offer')
        .to(second ? 'b' : 'end');
      if (second) builder.step('b', { name: 'pay', checkpoint: 'paid' }).to('end');
      return builder.step('end').build();
    };
    const journey = new Journey(twice(1, true), { walk: ['a', 'offer', 'b', 'end'] });
    const both = journey.session.checkpoints.map(({ step_id }) => step_id);
    expect(both).toEqual(['a', 'b']);
    const none = scenario('s', 2).chain('offer', 'end').build();
    journey.publish(none, { end: { target_step_id: 'offer' } });
    // The offer was walked after the first payment, and before the second.
    expect((await journey.turn()).answer).toMatchObject({ step_id: 'end', blocked_by_checkpoint: true });
  });
});

describe('a checkpoint that an edited step became', () => {
  test('was skipped by who had been there', async () => {
    const before = scenario('s', 1).chain('greet', 'pay', 'offer').build();
    const journey = new Journey(before, { walk: ['greet', 'pay', 'offer'] }).publish(
      scenario('s', 2)
        .step('greet')
        .to('pay')
        .step('pay', { checkpoint: 'paid' })
        .to('offer')
        .step('offer')
        .build(),
    );
    expect((await journey.turn()).answer).toMatchObject({ graph_version: 1 });
    expect(journey.session.pinned?.reason).toBe('would_skip_checkpoint');
  });
});
