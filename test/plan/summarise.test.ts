import { describe, expect, test } from 'vitest';
import { scenario } from '../support/scenario-builder.ts';
import { summaryOf, withCode } from '../support/summary.ts';

const plain = () => scenario().chain('start', 'ask', 'pay', 'thanks', 'end');

test('nothing changed: nothing to say', () => {
  const summary = summaryOf(plain(), scenario('s', 2).chain('start', 'ask', 'pay', 'thanks', 'end'), {
    sessions: { ask: 3, end: 2 },
  });
  expect(summary).toMatchObject({
    total_anchors: 5,
    anchors_with_clean_graft: 5,
    anchors_with_gap_fill: 0,
    anchors_with_re_route: 0,
    nodes_edited: 0,
    nodes_deleted: 0,
    nodes_added: 0,
    estimated_sessions_affected: 5,
    estimate_complete: true,
    warnings: [],
    fields_to_collect: [],
  });
});

describe('checkpoints', () => {
  const paid = (version = 1) =>
    scenario('s', version)
      .step('start')
      .to('ask')
      .step('ask')
      .to('pay')
      .step('pay', { checkpoint: 'paid' })
      .to('thanks')
      .step('thanks')
      .to('end')
      .step('end');

  test('a re-route whose target precedes a checkpoint that may have been passed is critical', () => {
    const after = scenario('s', 2)
      .step('start')
      .to('ask')
      .step('ask')
      .to('pay')
      .step('pay', { checkpoint: 'paid' })
      .to('check')
      .step('check')
      .to('late', { when: 'x == 1', fields: ['x'] })
      .to('thanks')
      .step('thanks')
      .to('end')
      .step('late')
      .step('end');
    const back = scenario('s', 2)
      .step('start')
      .to('again', { when: 'x == 1', fields: ['x'] })
      .to('ask')
      .step('again')
      .to('pay')
      .step('ask')
      .to('pay')
      .step('pay', { checkpoint: 'paid' })
      .to('thanks')
      .step('thanks')
      .to('end')
      .step('end');
    expect(withCode(summaryOf(paid(), after), 'target_before_checkpoint')).toEqual([]);

    const split = scenario('s', 2)
      .step('start')
      .to('ask')
      .to('other', { when: 'x == 1', fields: ['x'] })
      .step('ask')
      .to('pay')
      .to('thanks', { when: 'free' })
      .step('other')
      .to('pay2')
      .step('pay2')
      .to('pay')
      .step('pay', { checkpoint: 'paid' })
      .step('thanks')
      .to('end')
      .step('end');
    const found = withCode(summaryOf(paid(), split, { sessions: { thanks: 4 } }), 'target_before_checkpoint');
    const thanks = found.find((warning) => warning.anchor_name === 'thanks');
    expect(thanks).toMatchObject({ severity: 'critical', affected_sessions_estimate: 4 });
    expect(thanks?.message).toMatch(/"thanks" \(4 sessions\) has a re-route to .*"other".*checkpoint "pay"/);
    expect(withCode(summaryOf(paid(), back), 'target_before_checkpoint')).toEqual([]);

    const stay = summaryOf(paid(), split, { policies: { thanks: { force_scenario: 'gap_fill' } } });
    expect(withCode(stay, 'target_before_checkpoint').map((warning) => warning.anchor_name)).not.toContain(
      'thanks',
    );
  });

  test('a mapping to a step before a passed checkpoint, or to the checkpoint itself, is critical', () => {
    for (const target_step_id of ['ask', 'pay']) {
      const summary = summaryOf(paid(), paid(2), {
        policies: { thanks: { target_step_id } },
        sessions: { thanks: 2 },
      });
      expect(withCode(summary, 'target_before_checkpoint')).toMatchObject([
        { severity: 'critical', anchor_name: 'thanks', affected_sessions_estimate: 2 },
      ]);
    }
    const onward = summaryOf(paid(), paid(2), { policies: { thanks: { target_step_id: 'end' } } });
    expect(withCode(onward, 'target_before_checkpoint')).toEqual([]);
  });

  test('a relocation to a step before a passed checkpoint is critical', () => {
    const after = scenario('s', 2)
      .step('start')
      .to('ask')
      .step('ask')
      .to('pay')
      .step('pay', { checkpoint: 'paid' })
      .to('end')
      .step('end');
    const summary = summaryOf(paid(), after);
    expect(withCode(summary, 'target_before_checkpoint')).toMatchObject([
      { severity: 'critical', anchor_name: 'thanks' },
    ]);
    expect(withCode(summary, 'step_deleted')).toMatchObject([{ severity: 'warning', anchor_name: 'thanks' }]);
  });

  test('an own image that now precedes a checkpoint which came before it is critical', () => {
    const after = scenario('s', 2)
      .step('start')
      .to('ask')
      .step('ask')
      .to('thanks')
      .step('thanks')
      .to('pay')
      .step('pay', { checkpoint: 'paid' })
      .to('end')
      .step('end');
    expect(withCode(summaryOf(paid(), after), 'image_before_checkpoint')).toMatchObject([
      { severity: 'critical', anchor_name: 'thanks' },
    ]);
  });

  test('a loop that leads back to a checkpoint does not precede it', () => {
    const looped = (version: number) =>
      scenario('s', version)
        .step('start')
        .to('pay')
        .step('pay', { checkpoint: 'paid' })
        .to('more')
        .step('more')
        .to('pay', { when: 'again' })
        .to('end')
        .step('end');
    expect(summaryOf(looped(1), looped(2)).warnings).toEqual([]);
  });

  test('an inserted checkpoint is critical for those beyond it, whatever the count', () => {
    const after = scenario('s', 2)
      .step('start')
      .to('ask')
      .step('ask')
      .to('pay')
      .step('pay')
      .to('sent')
      .step('sent', { checkpoint: 'order sent' })
      .to('thanks')
      .step('thanks')
      .to('end')
      .step('end');
    const found = withCode(
      summaryOf(plain(), after, { sessions: { thanks: 2, end: 1 }, estimateComplete: false }),
      'checkpoint_would_be_skipped',
    );
    expect(found).toMatchObject([
      { severity: 'critical', anchor_name: 'sent', affected_sessions_estimate: 3 },
    ]);
    expect(found[0]?.message).toContain('"sent" (order sent) now comes before 2 steps ("thanks" and "end")');
    expect(found[0]?.message).toContain('at least 3 sessions');
    expect(found[0]?.message).toContain('stay on version 1');
    const run = summaryOf(plain(), after, {
      policies: { thanks: { skipped_checkpoints: 'run' }, end: { skipped_checkpoints: 'run' } },
    });
    expect(withCode(run, 'checkpoint_would_be_skipped')[0]?.message).toContain(
      'they have it executed first;',
    );
  });

  test('an edit that makes a step a checkpoint counts as well', () => {
    const found = withCode(summaryOf(plain(), paid(2)), 'checkpoint_would_be_skipped');
    expect(found).toMatchObject([{ severity: 'critical', anchor_name: 'pay' }]);
  });

  test('blocking switched off is critical', () => {
    expect(summaryOf(paid(), paid(2), { checkpointsBlock: false }).warnings).toMatchObject([
      { severity: 'critical', code: 'checkpoint_blocking_disabled' },
    ]);
  });
});

describe('deleted and edited steps', () => {
  test('a deleted step that nothing precedes is critical until it is mapped', () => {
    const after = scenario('s', 2).chain('new', 'ask', 'pay', 'thanks', 'end');
    const summary = summaryOf(plain(), after, { sessions: { start: 7 } });
    expect(withCode(summary, 'step_deleted')).toMatchObject([
      { severity: 'critical', anchor_name: 'start', affected_sessions_estimate: 7 },
    ]);
    const mapped = summaryOf(plain(), after, { policies: { start: { target_step_id: 'ask' } } });
    expect(withCode(mapped, 'step_deleted')).toEqual([]);
    expect(mapped.nodes_deleted).toBe(0);
  });

  test('a deleted step is critical even if the entry never led to it: an engine may have put sessions there', () => {
    const before = plain().step('island').to('ask');
    const after = scenario('s', 2).chain('start', 'ask', 'pay', 'thanks', 'end');
    expect(withCode(summaryOf(before, after), 'step_deleted')).toMatchObject([
      { severity: 'critical', anchor_name: 'island' },
    ]);
  });

  test('where a policy keeps the sessions, they go nowhere and it is no more than a warning', () => {
    const after = scenario('s', 2).chain('new', 'ask', 'pay', 'thanks', 'end');
    const kept = summaryOf(plain(), after, { policies: { start: { update_downstream: false } } });
    const [warning] = withCode(kept, 'step_deleted');
    expect(warning).toMatchObject({ severity: 'warning', anchor_name: 'start' });
    expect(warning?.message).toContain('by its policy its sessions stay on version 1');
  });

  test('edited steps and ambiguous matches are named', () => {
    const before = scenario()
      .step('start')
      .to('a')
      .to('b')
      .step('a', { name: 'Same' })
      .step('b', { name: 'Same' });
    const after = scenario('s', 2)
      .step('start', { description: 'Hello' })
      .to('x')
      .to('y')
      .step('x', { name: 'Same' })
      .step('y', { name: 'Same' });
    const summary = summaryOf(before, after);
    expect(withCode(summary, 'step_edited')).toMatchObject([{ severity: 'warning', anchor_name: 'start' }]);
    expect(withCode(summary, 'ambiguous_match')).toMatchObject([
      { severity: 'warning' },
      { severity: 'warning' },
    ]);
    expect(new Set(withCode(summary, 'ambiguous_match').map((warning) => warning.anchor_key)).size).toBe(2);
  });
});

describe('what customers are asked, and what the engine executes late', () => {
  const after = scenario('s', 2)
    .step('start')
    .to('ask')
    .step('ask')
    .to('who')
    .step('who', { collects: ['birth_date'], required: true })
    .to('pay')
    .step('pay')
    .to('thanks')
    .step('thanks')
    .to('end')
    .step('end')
    .field('birth_date', { type: 'date', display_name: 'Date of birth' });

  test('fields are listed with who lacks them and why', () => {
    const summary = summaryOf(plain(), after, { sessions: { pay: 1, thanks: 2, ask: 9 } });
    expect(summary.fields_to_collect).toMatchObject([
      {
        field_name: 'birth_date',
        display_name: 'Date of birth',
        reason: 'it is collected by the new step "who"',
        can_extract_from_conversation: true,
      },
    ]);
    expect(summary.fields_to_collect[0]?.affected_anchors).toHaveLength(3);
    expect(withCode(summary, 'fields_to_collect')).toMatchObject([
      { severity: 'info', affected_sessions_estimate: 3 },
    ]);
    expect(withCode(summary, 'required_action_late')).toMatchObject([
      { severity: 'warning', anchor_name: 'who', affected_sessions_estimate: 3 },
    ]);
  });

  test('an action is not late where a policy executes none, or keeps the sessions', () => {
    const silent = { force_scenario: 'clean_graft' };
    const kept = { update_downstream: false };
    const [warning] = withCode(
      summaryOf(plain(), after, { policies: { end: silent } }),
      'required_action_late',
    );
    expect(warning?.message).toContain('2 steps ("pay" and "thanks")');
    const none = summaryOf(plain(), after, { policies: { pay: kept, thanks: kept, end: silent } });
    expect(withCode(none, 'required_action_late')).toEqual([]);
    expect(none.fields_to_collect).toEqual([]);
  });

  test('not where a policy asks nothing', () => {
    const silent = { force_scenario: 'clean_graft' };
    const summary = summaryOf(plain(), after, { policies: { pay: silent, thanks: silent, end: silent } });
    expect(summary.fields_to_collect).toEqual([]);
  });

  test('the fields of a new fork that may lead away are asked for, if they can be', () => {
    const forked = scenario('s', 2)
      .step('start', { collects: ['age'] })
      .to('ask')
      .step('ask')
      .to('minor', { when: 'age < 18 && vip', fields: ['age', 'vip'] })
      .to('pay')
      .step('minor')
      .step('pay')
      .to('thanks')
      .step('thanks')
      .to('end')
      .step('end');
    const before = scenario()
      .step('start', { collects: ['age'] })
      .to('ask')
      .step('ask')
      .to('pay')
      .step('pay')
      .to('thanks')
      .step('thanks')
      .to('end')
      .step('end');
    const summary = summaryOf(before, forked, { sessions: { pay: 1 } });
    expect(summary.fields_to_collect.map((field) => field.field_name)).toEqual(['age']);
    expect(withCode(summary, 'condition_field_never_collected')).toMatchObject([
      { severity: 'warning', anchor_name: 'ask', affected_sessions_estimate: 1 },
    ]);
    expect(withCode(summary, 'condition_not_evaluable')).toEqual([]);
  });

  test('conditions do not matter where nobody is led away, or no fork is evaluated', () => {
    const forked = (target: string) =>
      scenario('s', 2)
        .step('start')
        .to('ask')
        .step('ask')
        .to('look', { when: 'the customer sounds young', fields: ['mood'] })
        .to('pay')
        .step('look')
        .to(target)
        .step('pay')
        .to('thanks')
        .step('thanks')
        .to('end')
        .step('end');
    const codes = (summary: ReturnType<typeof summaryOf>) => summary.warnings.map((warning) => warning.code);
    const conditions = ['condition_not_evaluable', 'condition_field_never_collected'];
    expect(codes(summaryOf(plain(), forked('pay')))).toEqual([]);
    expect(codes(summaryOf(plain(), forked('end')))).toEqual(conditions);
    const stay = { force_scenario: 'gap_fill' };
    expect(codes(summaryOf(plain(), forked('end'), { policies: { pay: stay, thanks: stay } }))).toEqual([]);
  });

  test('conditions that are no expressions are named', () => {
    const forked = scenario('s', 2)
      .step('start')
      .to('ask')
      .step('ask')
      .to('minor', { when: 'the customer sounds young' })
      .to('pay')
      .step('minor')
      .step('pay')
      .to('thanks')
      .step('thanks')
      .to('end')
      .step('end');
    const found = withCode(summaryOf(plain(), forked), 'condition_not_evaluable');
    expect(found).toMatchObject([{ severity: 'warning', anchor_name: 'ask' }]);
    expect(found[0]?.message).toContain('`the customer sounds young`');
  });
});

test('unreachable steps and sessions on older versions are information', () => {
  const after = scenario('s', 2).chain('start', 'ask', 'pay', 'thanks', 'end').step('island');
  const summary = summaryOf(plain(), after, { olderSessionsByVersion: { '1': 2, '3': 0 } });
  expect(summary.warnings.map(({ severity, code }) => [severity, code])).toEqual([
    ['info', 'step_unreachable'],
    ['info', 'sessions_on_older_versions'],
  ]);
});

test('the gravest warnings come first, and many of a kind are abridged', () => {
  const ids = Array.from({ length: 150 }, (_, at) => `s${at}`);
  const after = scenario('s', 2)
    .step('start')
    .to('pay')
    .step('pay', { checkpoint: 'paid' })
    .to('end')
    .step('end');
  const summary = summaryOf(scenario().chain('start', ...ids, 'end'), after);
  expect(summary.warnings[0]?.severity).toBe('critical');
  const deleted = withCode(summary, 'step_deleted');
  expect(deleted).toHaveLength(101);
  expect(deleted.at(-1)?.anchor_name).toBe('50 more');
});
