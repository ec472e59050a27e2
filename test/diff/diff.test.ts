import { describe, expect, test } from 'vitest';
import { anchorKeyOf } from '../../lib/diff/anchor-key.ts';
import { expandMap } from '../../lib/diff/compact-map.ts';
import { diffScenarios, withMappings } from '../../lib/diff/diff.ts';
import type { AnchorTransformation, TransformationMap } from '../../lib/diff/model.ts';
import { buildGraph } from '../../lib/scenario/graph.ts';
import { type ScenarioBuilder, scenario } from '../support/scenario-builder.ts';

const mapOf = (before: ScenarioBuilder, after: ScenarioBuilder): TransformationMap =>
  expandMap(diffScenarios(before.graph(), after.graph()).map);

function anchor({ anchors }: TransformationMap, id: string): AnchorTransformation {
  const found = anchors.find((each) => each.anchor_node_id_v1 === id);
  if (!found) throw new Error(`no anchor at ${id}`);
  return found;
}
const insertedAt = (map: TransformationMap, id: string) =>
  anchor(map, id).upstream_changes.inserted_nodes.map((node) => [node.node_id, node.certainty]);

describe('insertions', () => {
  const before = scenario().chain('start', 'a', 'b', 'end');

  test('a new step that collects a field makes a gap for those beyond it, and for nobody else', () => {
    const after = scenario('s', 2)
      .step('start')
      .to('a')
      .step('a')
      .to('age')
      .step('age', { collects: ['age'] })
      .to('b')
      .step('b')
      .to('end')
      .step('end');
    const map = mapOf(before, after);
    expect(map.anchors.map((each) => each.migration_scenario)).toEqual([
      'clean_graft',
      'clean_graft',
      'gap_fill',
      'gap_fill',
    ]);
    expect(insertedAt(map, 'b')).toEqual([['age', 'always']]);
    expect(anchor(map, 'a').downstream_changes.inserted_nodes).toMatchObject([
      { node_id: 'age', certainty: 'always' },
    ]);
    expect(map.new_node_ids).toEqual(['age']);
  });

  test('a new step on one branch is path-dependent; one that asks nothing leaves a clean graft', () => {
    const after = scenario('s', 2)
      .step('start')
      .to('a')
      .step('a')
      .to('b')
      .to('say', { when: 'x' })
      .step('say')
      .to('b')
      .step('b')
      .to('end')
      .step('end');
    const map = mapOf(before, after);
    expect(insertedAt(map, 'b')).toEqual([['say', 'path_dependent']]);
    expect(anchor(map, 'b').migration_scenario).toBe('clean_graft');
  });

  test('what an edited step gained counts as inserted there, without what it had', () => {
    const v1 = scenario()
      .step('ask', { collects: ['name'] })
      .to('end')
      .step('end');
    const v2 = scenario('s', 2)
      .step('ask', { collects: ['name', 'age'] })
      .to('end')
      .step('end');
    const map = mapOf(v1, v2);
    expect(anchor(map, 'ask')).toMatchObject({ match: 'edited', migration_scenario: 'clean_graft' });
    expect(anchor(map, 'end').upstream_changes.inserted_nodes).toMatchObject([
      { node_id: 'ask', collects_fields: ['age'], gained_by_edit: true, certainty: 'always' },
    ]);
    expect(anchor(map, 'end').migration_scenario).toBe('gap_fill');
  });

  test('a matched step that was moved before an anchor counts as inserted there', () => {
    const v1 = scenario()
      .step('start')
      .to('rest')
      .step('rest')
      .to('age')
      .step('age', { collects: ['age'] });
    const v2 = scenario('s', 2)
      .step('start')
      .to('age')
      .step('age', { collects: ['age'] })
      .to('rest')
      .step('rest');
    const map = mapOf(v1, v2);
    expect(insertedAt(map, 'rest')).toEqual([['age', 'always']]);
    expect(anchor(map, 'rest').migration_scenario).toBe('gap_fill');
    expect(anchor(map, 'age').migration_scenario).toBe('clean_graft');
  });

  test('a step that every way now passes counts, if before only some did; not the other way round', () => {
    const optional = (version: number) =>
      scenario('s', version)
        .step('start')
        .to('age', { when: 'x' })
        .to('rest')
        .step('age', { collects: ['age'] })
        .to('rest')
        .step('rest');
    const always = (version: number) =>
      scenario('s', version)
        .step('start')
        .to('age')
        .step('age', { collects: ['age'] })
        .to('rest')
        .step('rest');
    expect(insertedAt(mapOf(optional(1), always(2)), 'rest')).toEqual([['age', 'always']]);
    expect(insertedAt(mapOf(always(1), optional(2)), 'rest')).toEqual([]);
  });
});

describe('what counts as inserted, seen from where a customer is', () => {
  const twoWays = () =>
    scenario()
      .step('start')
      .to('passport', { when: 'abroad' })
      .to('card')
      .step('passport', { collects: ['passport'] })
      .to('rest')
      .step('card', { collects: ['card'] })
      .to('rest')
      .step('rest');

  test('a step that became the only way because another way was deleted: who came the other way lacks it', () => {
    const after = scenario('s', 2)
      .step('start')
      .to('card')
      .step('card', { collects: ['card'] })
      .to('rest')
      .step('rest');
    const map = mapOf(twoWays(), after);
    expect(insertedAt(map, 'rest')).toEqual([['card', 'always']]);
    expect(anchor(map, 'rest')).toMatchObject({ migration_scenario: 'gap_fill' });
    expect(insertedAt(map, 'card')).toEqual([]);
  });

  test('what the own step gained is still to come for who rests there: it is downstream, and asked for in the step', () => {
    const after = twoWays().build();
    for (const step of after.steps) if (step.id === 'card') step.collects_profile_fields.push('expiry');
    const map = expandMap(diffScenarios(twoWays().graph(), buildGraph({ ...after, version: 2 })).map);
    expect(anchor(map, 'card')).toMatchObject({
      match: 'edited',
      migration_scenario: 'clean_graft',
      upstream_changes: { inserted_nodes: [] },
      downstream_changes: {
        inserted_nodes: [{ node_id: 'card', collects_fields: ['expiry'], gained_by_edit: true }],
      },
    });
    expect(insertedAt(map, 'rest')).toEqual([['card', 'path_dependent']]);
  });

  test('the order in which a step lists its fields means nothing', () => {
    const collecting = (...collects: string[]) =>
      scenario('s', 2).step('start').to('ask').step('ask', { collects }).to('end').step('end');
    const plain = () => scenario().chain('start', 'end');
    expect(mapOf(plain(), collecting('age', 'city'))).toEqual(mapOf(plain(), collecting('city', 'age')));
  });
});

describe('forks', () => {
  const before = scenario().chain('start', 'a', 'b');

  test('a new branch that leads away re-routes those beyond the fork only', () => {
    const after = scenario('s', 2)
      .step('start')
      .to('minor', { when: 'age < 18', fields: ['age'] })
      .to('a')
      .step('minor')
      .step('a')
      .to('b')
      .step('b');
    const map = mapOf(before, after);
    expect(map.anchors.map((each) => each.migration_scenario)).toEqual([
      'clean_graft',
      're_route',
      're_route',
    ]);
    expect(anchor(map, 'b').upstream_changes.new_forks).toEqual([
      {
        fork_node_id: 'start',
        fork_node_name: 'start',
        branches: [
          {
            target_step_id: 'minor',
            target_step_name: 'minor',
            condition_text: 'age < 18',
            condition_fields: ['age'],
            leads_away: true,
          },
          {
            target_step_id: 'a',
            target_step_name: 'a',
            condition_text: '',
            condition_fields: [],
            leads_away: false,
          },
        ],
      },
    ]);
    expect(anchor(map, 'start').downstream_changes.new_forks).toHaveLength(1);
  });

  test('a branch that comes back before the anchor, or leads back in a loop, does not lead away', () => {
    const after = scenario('s', 2)
      .step('start')
      .to('a')
      .step('a')
      .to('more', { when: 'x' })
      .to('start', { when: 'again' })
      .to('b')
      .step('more')
      .to('b')
      .step('b');
    expect(anchor(mapOf(before, after), 'b').migration_scenario).toBe('clean_graft');
  });
});

describe('transitions', () => {
  test('are reported up- and downstream of an anchor', () => {
    const before = scenario().step('a').to('b', { when: 'x' }).to('c').step('b').step('c').to('b');
    const after = scenario('s', 2).step('a').to('b', { when: 'y' }).to('c').step('b').step('c');
    const map = mapOf(before, after);
    const reworded = {
      from_step_id: 'a',
      to_step_id_v1: 'b',
      to_step_id_v2: 'b',
      change_type: 'modified',
      condition_text_v1: 'x',
      condition_text_v2: 'y',
    };
    const removed = { from_step_id: 'c', to_step_id_v1: 'b', change_type: 'removed', condition_text_v1: '' };
    expect(anchor(map, 'a').downstream_changes.modified_transitions).toEqual([reworded, removed]);
    expect(anchor(map, 'c').upstream_changes.modified_transitions).toEqual([reworded]);
    expect(anchor(map, 'c').downstream_changes.modified_transitions).toEqual([removed]);
    expect(anchor(map, 'b').upstream_changes.modified_transitions).toEqual([reworded, removed]);
  });
});

describe('deleted steps', () => {
  test('go to the nearest step before them that every way passes and that has an image', () => {
    const before = scenario()
      .step('start')
      .to('pick')
      .step('pick')
      .to('x', { when: 'x' })
      .to('y')
      .step('x')
      .to('gone')
      .step('y')
      .to('gone')
      .step('gone')
      .to('later')
      .step('later')
      .to('end')
      .step('end');
    const after = scenario('s', 2)
      .step('start')
      .to('pick')
      .step('pick')
      .to('x', { when: 'x' })
      .to('y')
      .step('x')
      .to('end')
      .step('y')
      .to('end')
      .step('end');
    const { deleted_nodes: deleted } = mapOf(before, after);
    expect(deleted.map(({ node_id_v1, nearest_anchor_id_v2 }) => [node_id_v1, nearest_anchor_id_v2])).toEqual(
      [
        ['gone', 'pick'],
        ['later', 'pick'],
      ],
    );
    expect(anchor(mapOf(before, after), 'end').upstream_changes.removed_node_ids).toEqual(['gone', 'later']);
  });

  test('take the nearest on any way where none is on every way, or nothing', () => {
    const before = scenario()
      .step('old')
      .to('x', { when: 'x' })
      .to('y')
      .step('x')
      .to('gone')
      .step('y')
      .to('gone')
      .step('gone');
    const after = scenario('s', 2).step('new').to('x', { when: 'x' }).to('y').step('x').step('y');
    const { deleted_nodes: deleted } = mapOf(before, after);
    expect(deleted.find((each) => each.node_id_v1 === 'old')?.nearest_anchor_id_v2).toBeUndefined();
    expect(['x', 'y']).toContain(deleted.find((each) => each.node_id_v1 === 'gone')?.nearest_anchor_id_v2);
  });
});

describe('an operator’s mapping', () => {
  const before = scenario().chain('start', 'a', 'gone', 'end').graph();
  const after = scenario('s', 2)
    .step('start')
    .to('a')
    .step('a')
    .to('age')
    .step('age', { collects: ['age'] })
    .to('end')
    .step('end')
    .graph();
  const keyOf = (id: string) => {
    const node = before.byId.get(id);
    return node ? anchorKeyOf(before, node) : '';
  };

  test('gives a deleted step a target, and may send several steps to one', () => {
    const diff = withMappings(
      diffScenarios(before, after),
      new Map([
        [keyOf('gone'), 'end'],
        [keyOf('a'), 'end'],
      ]),
    );
    const map = expandMap(diff.map);
    expect(map.deleted_nodes).toEqual([]);
    for (const id of ['gone', 'a']) {
      expect(anchor(map, id)).toMatchObject({
        anchor_node_id_v2: 'end',
        match: 'mapped',
        matched_by: 'operator',
        migration_scenario: 'gap_fill',
      });
    }
    expect(insertedAt(map, 'gone')).toEqual([['age', 'always']]);
    expect(anchor(map, 'end').upstream_changes.removed_node_ids).toEqual(['gone']);
  });

  test('to the own image changes nothing; to a step that is not there it throws', () => {
    const plain = diffScenarios(before, after);
    expect(withMappings(plain, new Map([[keyOf('a'), 'a']])).map).toEqual(plain.map);
    expect(() => withMappings(plain, new Map([[keyOf('a'), 'nowhere']]))).toThrow(RangeError);
  });
});

test('steps of an irreducible region are path-dependent and precede each other', () => {
  const before = scenario()
    .step('start')
    .to('a')
    .to('b')
    .step('a')
    .to('b')
    .to('end')
    .step('b')
    .to('a')
    .step('end');
  const after = scenario('s', 2)
    .step('start')
    .to('a')
    .to('b')
    .step('a')
    .to('n')
    .to('end')
    .step('n', { collects: ['age'] })
    .to('b')
    .step('b')
    .to('a')
    .step('end');
  const map = mapOf(before, after);
  for (const id of ['a', 'b', 'end']) expect(insertedAt(map, id)).toEqual([['n', 'path_dependent']]);
});
