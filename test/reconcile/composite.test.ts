import { describe, expect, test } from 'vitest';
import type { ScenarioInput } from '../../lib/scenario/model.ts';
import { renumbered, scenario } from '../support/scenario-builder.ts';
import { Journey, type Start } from './journey.ts';

const v1 = scenario('s', 1).chain('greet', 'ask', 'offer', 'end').build();
const at = { walk: ['greet', 'ask', 'offer'] };

/** The same chain with forms, each collecting a field, before the question. */
const withForms = (version: number, ...fields: string[]): ScenarioInput => {
  const builder = scenario('s', version).step('greet');
  for (const field of fields) builder.to(`form ${field}`).step(`form ${field}`, { collects: [field] });
  return builder.to('ask').chain('ask', 'offer', 'end').build();
};

describe('one move across several versions', () => {
  test('asks for what the last version asks, not for what a middle one did', async () => {
    const journey = new Journey(v1, at)
      .publish(withForms(2, 'age'))
      .publish(withForms(3, 'age', 'email'))
      .publish(withForms(7, 'email', 'phone'));
    expect((await journey.turn()).answer.collect_fields).toEqual(['email', 'phone']);
    const { event } = await journey.turn({ provided_fields: { email: 'x', phone: 'y' } });
    expect(event).toMatchObject({
      plan_id: 'plan-3-7',
      plan_chain: ['plan-1-2', 'plan-2-3', 'plan-3-7'],
      from_version: 1,
      to_version: 7,
    });
    expect(journey.path).toEqual(['greet', 'form email', 'form phone', 'ask', 'offer']);
  });

  test('follows a step through re-numberings and edits', async () => {
    const edited = (input: ScenarioInput, description: string): ScenarioInput => ({
      ...input,
      steps: input.steps.map((step) => ({ ...step, description: `${description} ${step.name}` })),
    });
    const v2 = { ...edited(v1, 'first'), version: 2 };
    const v3 = renumbered(v2, (id) => `n-${id}`);
    const v4 = { ...edited(v3, 'again'), version: 4 };
    const journey = new Journey(v1, at).publish(v2).publish(v3).publish(v4);
    expect((await journey.turn()).answer).toMatchObject({
      action: 'teleport',
      step_id: 'n-offer',
      entry: 'resume',
      migration_scenario: 'clean_graft',
    });
    expect(journey.path).toEqual(['n-greet', 'n-ask', 'n-offer']);
  });

  test('finds a step again that a middle version had not', async () => {
    const without = scenario('s', 2).chain('greet', 'ask', 'end').build();
    const journey = new Journey(v1, at).publish(without).publish({ ...v1, version: 3 });
    expect((await journey.turn()).answer).toMatchObject({
      action: 'continue',
      step_id: 'offer',
      entry: 'resume',
    });
  });

  test('a step that is gone for good goes where the plan that deleted it says', async () => {
    const without = scenario('s', 2).chain('greet', 'ask', 'end').build();
    const journey = new Journey(v1, { at: 'offer' })
      .publish(without)
      .publish(renumbered(without, (id) => `n-${id}`));
    expect((await journey.turn()).answer).toMatchObject({ step_id: 'n-ask', entry: 'enter' });
  });

  test.each<[string, Record<string, unknown>, string, number]>([
    ['excludes', { scope_filter: { include_channels: ['mail'] } }, 'out_of_scope', 1],
    ['pins', { update_downstream: false }, 'update_downstream', 4],
  ])('a plan in the middle that %s the session keeps it on its graph', async (_, policy, reason, counts) => {
    const journey = new Journey(v1, at)
      .publish(withForms(2))
      .publish(withForms(3), { offer: policy })
      .publish(withForms(4));
    const { event } = await journey.turn();
    expect(event).toMatchObject({ action_taken: 'pin', plan_id: 'plan-2-3', to_version: 4 });
    expect(journey.session.pinned).toEqual({ plan_id: 'plan-2-3', reason });
    expect(journey.position).toMatchObject({ graph_version: 1, settled_for_version: 4, step_id: 'offer' });
    expect(journey.position.version).toBe(counts);
  });

  describe('of a step that the first plan deletes, the next plan finds the sessions where they would stand', () => {
    const without = scenario('s', 2).chain('greet', 'ask', 'end').build();
    const back = (policy: Record<string, unknown>, start: Start = at, last = withForms(3)) =>
      new Journey(v1, start)
        .publish(without)
        .publish(
          { ...last, steps: last.steps.filter(({ id }) => id !== 'offer').map(leadingOn) },
          { ask: policy },
        );
    const leadingOn = (step: ScenarioInput['steps'][number]) => ({
      ...step,
      transitions: step.transitions.map((way) =>
        way.to_step_id === 'offer' ? { ...way, to_step_id: 'end' } : way,
      ),
    });

    test.each([
      ['by the walked path', at],
      ["by the plan's nearest", { at: 'offer' }],
    ])('%s: they are excluded', async (_, start) => {
      const journey = back({ scope_filter: { exclude_channels: ['whatsapp'] } }, start);
      expect((await journey.turn()).answer).toMatchObject({ graph_version: 1, step_id: 'offer' });
      expect(journey.session.pinned).toEqual({ plan_id: 'plan-2-3', reason: 'out_of_scope' });
    });

    test('they are mapped', async () => {
      const journey = back({ target_step_id: 'end' });
      expect((await journey.turn()).answer).toMatchObject({
        graph_version: 3,
        step_id: 'end',
        entry: 'enter',
      });
    });

    test('they are not mapped once their step is there again', async () => {
      const journey = new Journey(v1, at)
        .publish(without)
        .publish({ ...v1, version: 3 }, { ask: { target_step_id: 'end' } });
      expect((await journey.turn()).answer).toMatchObject({
        graph_version: 3,
        step_id: 'offer',
        entry: 'resume',
      });
    });
  });

  test('a plan names steps as they are called in the version that it leads from', async () => {
    const renamed = (version: number, name: string): ScenarioInput => ({
      ...v1,
      version,
      steps: v1.steps.map((step) => (step.id === 'offer' ? { ...step, name } : step)),
    });
    const include = (name: string) => ({ offer: { scope_filter: { include_current_nodes: [name] } } });
    const pinned = async (name: string) => {
      const journey = new Journey(v1, at)
        .publish(renamed(2, 'deal'))
        .publish(renamed(3, 'bid'), include(name));
      await journey.turn();
      return journey.session.pinned?.reason;
    };
    expect(await pinned('deal')).toBeUndefined();
    expect(await pinned('offer')).toBe('out_of_scope');
  });

  describe('a skipped checkpoint is for the plan that put it there', () => {
    const reserving = (version: number, description = '') =>
      scenario('s', version)
        .step('greet')
        .to('reserve')
        .step('reserve', { checkpoint: 'reserved', description })
        .to('ask')
        .chain('ask', 'offer', 'end')
        .build();
    const policy = (skipped_checkpoints: string) => ({ offer: { skipped_checkpoints } });

    test('whatever the next one says', async () => {
      const run = new Journey(v1, at).publish(reserving(2), policy('run')).publish(reserving(3));
      expect((await run.turn()).answer.execute_action_ids).toEqual(['reserve']);
      const pin = new Journey(v1, at).publish(reserving(2)).publish(reserving(3), policy('skip'));
      await pin.turn();
      expect(pin.session.pinned?.reason).toBe('would_skip_checkpoint');
    });

    test('and where several changed it, for the most careful of them', async () => {
      const journey = new Journey(v1, at)
        .publish(reserving(2), policy('run'))
        .publish(reserving(3, 'edited'), policy('skip'));
      expect((await journey.turn()).answer.execute_action_ids).toEqual(['reserve']);
    });
  });

  test('what a plan waives is what it brought in, and nothing else', async () => {
    const journey = new Journey(v1, at)
      .publish(withForms(2, 'age'), { offer: { force_scenario: 'clean_graft' } })
      .publish(withForms(3, 'age', 'email'));
    expect((await journey.turn()).answer.collect_fields).toEqual(['email']);
  });

  test('a passed checkpoint is found through the chain', async () => {
    const paying = (version: number, id: string, description: string) =>
      scenario('s', version)
        .step('greet')
        .to(id)
        .step(id, { name: 'pay', description, checkpoint: 'paid' })
        .to('offer')
        .step('offer')
        .build();
    const journey = new Journey(paying(1, 'p1', 'one'), { walk: ['greet', 'p1', 'offer'] })
      .publish(paying(2, 'p2', 'one'))
      .publish(paying(3, 'p2', 'three'), { offer: { target_step_id: 'greet' } });
    expect((await journey.turn()).answer).toMatchObject({ step_id: 'offer', blocked_by_checkpoint: true });
    expect(journey.session.checkpoints).toMatchObject([{ step_id: 'p2', graph_version: 3 }]);
  });

  test('ends where moving version by version ends, with the same data, for who answers everything', async () => {
    const versions = [withForms(2, 'age'), withForms(3, 'age', 'email'), withForms(4, 'zip', 'age', 'email')];
    const answers = { age: 1, email: 'x', zip: 'y' };
    const stepwise = new Journey(v1, at);
    const asked = new Set<string>();
    for (const version of versions) {
      stepwise.publish(version);
      for (const field of (await stepwise.turn()).answer.collect_fields) asked.add(field);
      if (stepwise.isDue) await stepwise.turn({ provided_fields: answers });
    }
    const composite = new Journey(v1, at);
    for (const version of versions) composite.publish(version);
    const { answer } = await composite.turn();
    expect(asked).toEqual(new Set(answer.collect_fields));
    await composite.turn({ provided_fields: answers });
    expect(composite.position).toEqual(stepwise.position);
    expect(composite.variables).toEqual(stepwise.variables);
    expect(composite.path).toEqual(stepwise.path);
  });

  test('a broken chain is no chain: by content, with default policies', async () => {
    const journey = new Journey(v1, at)
      .publish(withForms(2), { offer: { update_downstream: false } })
      .publishWithoutPlan(withForms(3));
    const { decision, answer } = await journey.turn();
    expect(decision.fallback).toBe('same_content');
    expect(answer).toMatchObject({ step_id: 'offer', graph_version: 3 });
  });
});
