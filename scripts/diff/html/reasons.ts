import { type CompactAnchor, type CompactFork, rowsOf } from '../../../lib/diff/compact-map.ts';
import { asksSomething } from '../../../lib/diff/insertions.ts';
import type { MigrationScenario } from '../../../lib/diff/model.ts';
import { condition, howInserted, lacking } from '../wording.ts';
import { html, type Markup } from './markup.ts';
import { code } from './names.ts';
import type { View } from './view.ts';

const MEANING: Readonly<Record<MigrationScenario, string>> = {
  clean_graft: 'Nothing is missing: sessions here move silently.',
  gap_fill: 'Something inserted before this step asks for data, an action or a checkpoint.',
  re_route: 'A new decision before this step may lead sessions elsewhere.',
};

/** So many reasons of a kind are listed, those nearest to the step first. */
const MOST_LISTED = 12;

/** Why a step is of its class: what lies before it that asks for something or may lead away, and what else. */
export function reasons(view: View, anchor: CompactAnchor): Markup {
  const { map } = view.diff;
  const [always, sometimes, removed, forks, transitions] = anchor.up;
  const surely = new Set(rowsOf(map, always));
  const away = new Set(rowsOf(map, anchor.away));
  const leadsAway = (fork: CompactFork): boolean =>
    fork.branches.some((_, at) => away.has(fork.first_branch + at));

  const decisions = pick(map.new_forks, rowsOf(map, forks));
  const leading = decisions.filter(({ row }) => leadsAway(row));
  const inserted = pick(map.inserted_nodes, [...surely, ...rowsOf(map, sometimes)]);
  const asking = inserted.filter(({ row }) => asksSomething(row));
  const added = new Set(map.new_node_ids);
  const rest = [
    counted(
      decisions.length - leading.length,
      'new fork that leads back here',
      'new forks that lead back here',
    ),
    counted(
      inserted.length - asking.length,
      'insertion that asks for nothing',
      'insertions that ask for nothing',
    ),
    counted([...rowsOf(map, removed)].length, 'deleted step', 'deleted steps'),
    counted([...rowsOf(map, transitions)].length, 'changed way', 'changed ways'),
  ].filter((text) => text !== '');

  return html`<h4>Why <span class="tag ${anchor.scenario}">${anchor.scenario}</span></h4>
<p>${MEANING[anchor.scenario]}</p>
${list(leading, ({ row }) => {
  const ways = row.branches.filter((_, at) => away.has(row.first_branch + at));
  return html`<li class="fork">New fork ${view.link.now(row.fork_node_id)} leads away:
<ul>${ways.map((way) => html`<li>${code(condition(way.condition_text))} → ${view.link.now(way.target_step_id)}</li>`)}</ul></li>`;
})}
${list(
  asking,
  ({ row, at }) =>
    html`<li class="inserted">${view.link.now(row.node_id)} <small>(${howInserted(row, added)}, ${
      surely.has(at) ? 'on every way here' : 'on some ways here'
    })</small>: ${lacking(row).join(', ')}</li>`,
)}
${rest.length > 0 && html`<p class="quiet">Also before it: ${rest.join(', ')}.</p>`}
`;
}

interface Picked<Row> {
  readonly at: number;
  readonly row: Row;
}

/** Rows of a table, the last ones of the flow first. */
function pick<Row>(table: readonly Row[], rows: Iterable<number>): Picked<Row>[] {
  return [...rows]
    .sort((a, b) => b - a)
    .flatMap((at) => {
      const row = table[at];
      return row === undefined ? [] : [{ at, row }];
    });
}

function list<Row>(rows: readonly Picked<Row>[], item: (row: Picked<Row>) => Markup): Markup | false {
  const more = rows.length - MOST_LISTED;
  return (
    rows.length > 0 &&
    html`<ul class="reasons">${rows.slice(0, MOST_LISTED).map(item)}${
      more > 0 && html`<li class="quiet">and ${more} more further up</li>`
    }</ul>`
  );
}

const counted = (count: number, one: string, many: string): string =>
  count === 0 ? '' : `${count} ${count === 1 ? one : many}`;
