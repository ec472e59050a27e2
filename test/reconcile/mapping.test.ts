import { describe, expect, test } from 'vitest';
import { scenario } from '../support/scenario-builder.ts';
import { Journey } from './journey.ts';

const chain = (version: number) =>
  scenario('s', version).chain('greet', 'ask', 'detail', 'offer', 'end').build();

describe("an operator's mapping", () => {
  test('sends a session where its step has an image of its own', async () => {
    const journey = new Journey(chain(1), { walk: ['greet', 'ask', 'detail', 'offer'] }).publish(chain(2), {
      offer: { target_step_id: 'ask' },
    });
    const { answer } = await journey.turn();
    expect(answer).toMatchObject({ action: 'teleport', target_step_id: 'ask', entry: 'enter' });
    expect(journey.path).toEqual(['greet', 'ask']);
    const detours = journey.session.walk.detours.map(({ ordinal }) => journey.graph.node(ordinal).id);
    expect(detours).toEqual(['detail', 'offer']);
  });

  test('sends a session whose step is deleted', async () => {
    const v2 = scenario('s', 2).chain('greet', 'ask', 'end').build();
    const journey = new Journey(chain(1), { walk: ['greet', 'ask', 'detail', 'offer'] }).publish(v2, {
      offer: { target_step_id: 'end' },
    });
    expect((await journey.turn()).answer).toMatchObject({ target_step_id: 'end', entry: 'enter' });
    expect(journey.path).toEqual(['greet', 'ask', 'end']);
  });

  test('may send sessions of several steps to one', async () => {
    const policies = { ask: { target_step_id: 'end' }, detail: { target_step_id: 'end' } };
    for (const at of ['ask', 'detail']) {
      const journey = new Journey(chain(1), { walk: ['greet', at] }).publish(chain(2), policies);
      await journey.turn();
      expect(journey.position.step_id).toBe('end');
    }
  });

  test('to its own image is no jump', async () => {
    const journey = new Journey(chain(1), { walk: ['greet', 'ask'] }).publish(chain(2), {
      ask: { target_step_id: 'ask' },
    });
    expect((await journey.turn()).answer).toMatchObject({ action: 'continue', entry: 'resume' });
  });

  test('to another step that has taken its id is a jump: the engine is there, and the step begins', async () => {
    const v2 = scenario('s', 2)
      .step('greet')
      .to('x')
      .to('ask', { when: 'y' })
      .step('x', { name: 'ask' })
      .step('ask', { name: 'another question' })
      .build();
    const before = scenario('s', 1).chain('greet', 'ask').build();
    const journey = new Journey(before, { walk: ['greet', 'ask'] }).publish(v2, {
      ask: { target_step_id: 'ask', force_scenario: 'clean_graft' },
    });
    const { answer } = await journey.turn();
    expect(answer).toMatchObject({ action: 'continue', step_id: 'ask', graph_version: 2, entry: 'enter' });
  });

  test('forward asks for what lies between, and the step it leaves counts as visited for ever', async () => {
    const forms = (version: number) =>
      scenario('s', version)
        .step('greet')
        .to('ask')
        .step('ask', { collects: ['age'] })
        .to('detail')
        .step('detail', { collects: ['email'] })
        .to('offer')
        .chain('offer', 'end')
        .build();
    const journey = new Journey(forms(1), { walk: ['greet', 'ask'] }).publish(forms(2), {
      ask: { target_step_id: 'offer' },
    });
    expect((await journey.turn()).answer).toMatchObject({ action: 'collect', collect_fields: ['email'] });
    await journey.turn({ provided_fields: { email: 'a@b.at' } });
    expect(journey.path).toEqual(['greet', 'ask', 'detail', 'offer']);
    journey.variables = {};
    journey.profile = {};
    journey.publish(forms(3));
    expect((await journey.turn()).answer).toMatchObject({ action: 'continue', graph_version: 3 });
  });

  test('to another branch cuts the path where the ways part', async () => {
    const graph = (version: number) =>
      scenario('s', version)
        .step('greet')
        .to('left', { when: 'x' })
        .to('right')
        .chain('left', 'left end')
        .chain('right', 'right end')
        .build();
    const journey = new Journey(graph(1), { walk: ['greet', 'left', 'left end'] }).publish(graph(2), {
      'left end': { target_step_id: 'right end', force_scenario: 'clean_graft' },
    });
    await journey.turn();
    expect(journey.path).toEqual(['greet', 'right', 'right end']);
  });
});

describe('mappings in a chain of plans', () => {
  test('are followed through the later versions', async () => {
    const journey = new Journey(chain(1), { walk: ['greet', 'ask'] })
      .publish(chain(2), { ask: { target_step_id: 'detail' } })
      .publish(chain(3), { detail: { target_step_id: 'offer' } });
    const { answer, event } = await journey.turn();
    expect(answer).toMatchObject({ target_step_id: 'offer', graph_version: 3 });
    expect(event).toMatchObject({ plan_id: 'plan-2-3', plan_chain: ['plan-1-2', 'plan-2-3'] });
  });

  test('there and back again is no jump', async () => {
    const journey = new Journey(chain(1), { walk: ['greet', 'ask'] })
      .publish(chain(2), { ask: { target_step_id: 'detail' } })
      .publish(chain(3), { detail: { target_step_id: 'ask' } });
    expect((await journey.turn()).answer).toMatchObject({
      action: 'continue',
      entry: 'resume',
      step_id: 'ask',
    });
  });

  test('a target that a later version deletes is replaced by what stands for it', async () => {
    const journey = new Journey(chain(1), { walk: ['greet', 'ask'] })
      .publish(chain(2), { ask: { target_step_id: 'offer' } })
      .publish(scenario('s', 3).chain('greet', 'ask', 'detail', 'end').build());
    expect((await journey.turn()).answer).toMatchObject({ target_step_id: 'detail', entry: 'enter' });
  });
});
