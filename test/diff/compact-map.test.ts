import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type CompactMap, rowsAmong, rowsOf } from '../../lib/diff/compact-map.ts';
import { SetTable } from '../../lib/diff/set-table.ts';

const rows = fc.uniqueArray(fc.nat(60)).map((each) => each.sort((a, b) => a - b));

test('of some rows, a set holds those that are among all of its rows', () => {
  fc.assert(
    fc.property(rows, rows, (held, asked) => {
      const table = new SetTable();
      const set = table.add(held);
      const map: CompactMap = {
        inserted_nodes: [],
        removed_node_ids: [],
        new_forks: [],
        modified_transitions: [],
        sets: table.sets,
        anchors: [],
        deleted_nodes: [],
        new_node_ids: [],
      };
      expect([...rowsOf(map, set)]).toEqual(held);
      expect(rowsAmong(map, set, asked)).toEqual(asked.filter((row) => held.includes(row)));
    }),
  );
});
