import { describe, expect, test } from 'vitest';
import { scenario } from '../support/scenario-builder.ts';
import { Journey, type PolicyParts, type Start } from './journey.ts';

const chain = (version: number) => scenario('s', version).chain('greet', 'ask', 'offer', 'end').build();

const at = (walk: readonly string[], policies: PolicyParts, start: Start = {}) =>
  new Journey(chain(1), { walk, ...start }).publish(chain(2), policies).mark();

const outOfScope = async (journey: Journey) => {
  const before = journey.session;
  const { answer, event, change } = await journey.turn();
  expect(answer).toMatchObject({
    action: 'continue',
    graph_version: 1,
    scenario_version: 1,
    entry: 'resume',
  });
  expect(event).toMatchObject({ event_type: 'session_pinned', action_taken: 'pin', plan_id: 'plan-1-2' });
  expect(event).not.toHaveProperty('migration_scenario');
  expect(change?.visits).toBeUndefined();
  expect(journey.session).toMatchObject({
    pinned: { plan_id: 'plan-1-2', reason: 'out_of_scope' },
    mark: undefined,
    walk: before.walk,
    position: { ...before.position, settled_for_version: 2 },
  });
  expect(journey.isDue).toBe(false);
};
const inScope = async (journey: Journey) =>
  expect((await journey.turn()).answer).toMatchObject({ graph_version: 2, scenario_version: 2 });

describe('scope', () => {
  test.each<[string, object, Start, boolean]>([
    ['its channel is included', { include_channels: ['whatsapp'] }, {}, true],
    ['its channel is not included', { include_channels: ['mail'] }, {}, false],
    [
      'exclude beats include',
      { include_channels: ['mail'], exclude_channels: ['mail'] },
      { channel: 'mail' },
      false,
    ],
    ['its step is excluded', { exclude_current_nodes: ['ask'] }, {}, false],
    ['another step is excluded', { exclude_current_nodes: ['offer'] }, {}, true],
    ['it is old enough', { min_session_age_days: 31 }, {}, true],
    ['it is too young', { min_session_age_days: 31.5 }, {}, false],
    ['it is too old', { max_session_age_days: 30 }, {}, false],
    ['no age at all', { max_session_age_days: 0 }, { created_at: '2026-02-01T00:00:00.000Z' }, true],
    ['a condition holds', { custom_conditions: ['variables.vip'] }, { variables: { vip: true } }, true],
    ['a condition does not', { custom_conditions: ['variables.vip'] }, { variables: { vip: false } }, false],
    ['a condition cannot be decided', { custom_conditions: ['variables.vip'] }, {}, false],
    [
      'one of several conditions does not hold',
      { custom_conditions: ['channel == "whatsapp"', 'age_days > 100.0'] },
      {},
      false,
    ],
  ])('%s', async (_, scope_filter, start, holds) => {
    const journey = at(['greet', 'ask'], { ask: { scope_filter } }, start);
    await (holds ? inScope(journey) : outOfScope(journey));
  });

  test('of the step the session is at now, whatever the mark says', async () => {
    const policies = { ask: { scope_filter: { include_channels: ['mail'] } } };
    await inScope(at(['greet', 'ask'], policies).visit('offer'));
    await outOfScope(at(['greet'], policies).visit('ask'));
  });

  test('variables are read for a condition, and only then', async () => {
    const custom = at(['greet', 'ask'], { ask: { scope_filter: { custom_conditions: ['true'] } } });
    expect((await custom.decide(custom.situation())).asked).toBe(true);
    const channel = at(['greet', 'ask'], { ask: { scope_filter: { exclude_channels: ['mail'] } } });
    expect((await channel.decide(channel.situation())).asked).toBe(false);
  });
});

describe('update_downstream: false', () => {
  test('stays on its graph and counts as the published version', async () => {
    const journey = at(['greet', 'ask'], { ask: { update_downstream: false } });
    const { answer, event } = await journey.turn();
    expect(answer).toMatchObject({
      action: 'continue',
      scenario_version: 2,
      graph_version: 1,
      step_id: 'ask',
      entry: 'resume',
    });
    expect(event).toMatchObject({ action_taken: 'pin', from_version: 1, to_version: 2 });
    expect(journey.session.pinned).toEqual({ plan_id: 'plan-1-2', reason: 'update_downstream' });
    expect(journey.position).toMatchObject({ version: 2, graph_version: 1, settled_for_version: 2 });
  });

  test('out of scope comes first', () =>
    outOfScope(
      at(['greet', 'ask'], {
        ask: { update_downstream: false, scope_filter: { include_channels: ['mail'] } },
      }),
    ));
});

describe('pins and later versions', () => {
  test('a pin by policy binds them, with one event each, and counts for the plan that pinned', async () => {
    const journey = at(['greet', 'ask'], { ask: { scope_filter: { include_channels: ['mail'] } } });
    await journey.turn();
    journey.visit('offer').publish(chain(3));
    const { event } = await journey.turn();
    expect(event).toMatchObject({ action_taken: 'pin', plan_id: 'plan-1-2', to_version: 3 });
    expect(journey.position).toMatchObject({ version: 1, graph_version: 1, settled_for_version: 3 });
    expect(journey.session.pinned).toEqual({ plan_id: 'plan-1-2', reason: 'out_of_scope' });
    expect(journey.events).toHaveLength(2);
  });

  test('one that counts as updated goes on counting as updated', async () => {
    const journey = at(['greet', 'ask'], { ask: { update_downstream: false } });
    await journey.turn();
    journey.publish(chain(3));
    await journey.turn();
    expect(journey.position).toMatchObject({ version: 3, graph_version: 1, settled_for_version: 3 });
    // As if it had slept through version 2.
    const slept = at(['greet', 'ask'], { ask: { update_downstream: false } }).publish(chain(3));
    await slept.turn();
    expect(slept.position).toEqual(journey.position);
    expect(slept.session.pinned).toEqual(journey.session.pinned);
  });

  test('any other pin is decided afresh', async () => {
    const v2 = scenario('s', 2)
      .step('greet')
      .to('act')
      .step('act', { checkpoint: 'order sent' })
      .to('ask')
      .chain('ask', 'offer', 'end')
      .build();
    const journey = new Journey(chain(1), { walk: ['greet', 'ask'] }).publish(v2);
    await journey.turn();
    expect(journey.session.pinned?.reason).toBe('would_skip_checkpoint');
    journey.publish(chain(3));
    expect((await journey.turn()).answer).toMatchObject({ action: 'continue', graph_version: 3 });
    expect(journey.session.pinned).toBeUndefined();
  });

  test('a pin whose graph is gone holds nobody', async () => {
    const journey = at(['greet', 'ask'], { ask: { update_downstream: false } });
    await journey.turn();
    journey.publish(chain(3)).loseGraph();
    expect((await journey.turn()).answer).toMatchObject({
      action: 'continue',
      step_id: 'ask',
      graph_version: 3,
    });
  });
});
