import { type CompactAnchor, rowsOf } from '../../lib/diff/compact-map.ts';
import type { Diff } from '../../lib/diff/diff.ts';
import type { Insertion } from '../../lib/diff/insertions.ts';
import type { TransitionChange } from '../../lib/diff/model.ts';
import type { Problem } from '../../lib/errors.ts';
import type { MigrationSummary, Warning } from '../../lib/plan/model.ts';
import type { ScenarioGraph } from '../../lib/scenario/graph.ts';
import { type Cell, type Colour, cut, type Paint, plain, table, wrap } from './table.ts';
import { condition, howInserted, lacking } from './wording.ts';

/** Up to so many steps all are shown; above it those where conversations rest and those that were changed. */
const FEW_STEPS = 40;
/** Lines of a section, and warnings of a kind, that are shown without `--all`. */
const FEW_LINES = 12;

const CLASS_COLOUR: Readonly<Record<CompactAnchor['scenario'], Colour>> = {
  clean_graft: 'green',
  gap_fill: 'yellow',
  re_route: 'magenta',
};
const SEVERITY_COLOUR: Readonly<Record<Warning['severity'], Colour>> = {
  critical: 'red',
  warning: 'yellow',
  info: 'cyan',
};

export interface ReportOptions {
  readonly paint: Paint;
  readonly all: boolean;
  /** What the new version was accepted with. */
  readonly notes: readonly Problem[];
}

/** The difference of two versions as a person wants to read it: lines of text. */
export function report(diff: Diff, summary: MigrationSummary, options: ReportOptions): string[] {
  const { v1, v2 } = diff;
  const title = `${plain(v2.graph.scenario.name)}: version ${v1.graph.scenario.version} -> ${v2.graph.scenario.version}`;
  const sections = [
    [options.paint('bold', title), ...numbers(diff, summary)],
    stepSection(diff, options),
    forkSection(diff, options),
    insertedSection(diff, options),
    deletedSection(diff, options),
    transitionSection(diff, options),
    warningSection(summary, options),
    noteSection(options),
  ];
  return sections
    .filter((lines) => lines.length > 0)
    .flatMap((lines, at) => (at === 0 ? lines : ['', ...lines]));
}

function numbers({ v1, map, matching }: Diff, summary: MigrationSummary): string[] {
  const edited = summary.nodes_edited;
  const ambiguous = matching.matches.filter((match) => match.ambiguous).length;
  const matched = matching.matches.length;
  return [
    `${matched} of ${v1.graph.nodes.length} steps found again (${matched - edited} unchanged, ${edited} edited` +
      `${ambiguous > 0 ? `, ${ambiguous} ambiguous` : ''}), ${summary.nodes_deleted} deleted, ${summary.nodes_added} new, ` +
      `${map.new_forks.length} new forks`,
    `${summary.anchors_with_clean_graft} clean_graft, ${summary.anchors_with_gap_fill} gap_fill, ` +
      `${summary.anchors_with_re_route} re_route`,
  ];
}

function stepSection(diff: Diff, { paint, all }: ReportOptions): string[] {
  const { anchors } = diff.map;
  const rests = (anchor: CompactAnchor): boolean =>
    diff.v1.graph.byId.get(anchor.v1)?.step.awaits_customer === true;
  const isAmbiguous = (anchor: CompactAnchor): boolean =>
    diff.matching.imageOf.get(anchor.v1)?.ambiguous === true;
  const shown =
    all || anchors.length <= FEW_STEPS || !anchors.some(rests)
      ? anchors
      : anchors.filter((anchor) => rests(anchor) || isAmbiguous(anchor));
  const hidden = anchors.filter((anchor) => !shown.includes(anchor));

  const rows = shown.map((anchor): Cell[] => [
    { text: anchor.name },
    { text: rests(anchor) ? 'yes' : '' },
    { text: anchor.scenario, colour: CLASS_COLOUR[anchor.scenario] },
    { text: `${anchor.match} by ${anchor.by}${isAmbiguous(anchor) ? ' (ambiguous)' : ''}` },
    { text: changesBefore(diff, anchor) },
  ]);
  const byClass = Object.entries(Object.groupBy(hidden, (anchor) => anchor.scenario));
  const rest = byClass.map(([scenario, list]) => `${list?.length ?? 0} ${scenario}`).join(', ');
  return [
    ...table(['STEP', 'RESTS', 'CLASS', 'MATCH', 'CHANGES BEFORE IT'], rows, paint),
    ...(hidden.length > 0
      ? [`and ${hidden.length} steps where no conversation rests: ${rest} (--all lists them)`]
      : []),
  ];
}

function changesBefore({ map }: Diff, { up, away }: CompactAnchor): string {
  const leadAway = new Set(rowsOf(map, away));
  const inserted = [...rowsOf(map, up[0]), ...rowsOf(map, up[1])].flatMap((row) => {
    const insertion = map.inserted_nodes[row];
    const text = insertion ? asked(insertion) : '';
    return insertion && text !== '' ? [`+ ${cut(insertion.node_name, 40)} ${text}`] : [];
  });
  const forks = [...rowsOf(map, up[3])].flatMap((row) => {
    const fork = map.new_forks[row];
    const leads = fork?.branches.some((_, at) => leadAway.has(fork.first_branch + at));
    return fork && leads ? [`? ${cut(fork.fork_node_name, 40)}`] : [];
  });
  return few([...forks, ...inserted], 2);
}

function asked(insertion: Insertion): string {
  const what = lacking(insertion);
  return what.length === 0 ? '' : `[${what.join(', ')}]`;
}

const few = (texts: readonly string[], most: number): string =>
  texts.length <= most
    ? texts.join('; ')
    : `${texts.slice(0, most).join('; ')}; and ${texts.length - most} more`;

function forkSection({ map }: Diff, { paint, all }: ReportOptions): string[] {
  const rows = map.new_forks.flatMap((fork) =>
    fork.branches.map((branch, at): Cell[] => [
      { text: at === 0 ? fork.fork_node_name : '' },
      { text: condition(branch.condition_text) },
      { text: branch.target_step_name },
    ]),
  );
  return listing(['NEW FORK', 'CONDITION', 'LEADS TO'], rows, paint, all);
}

function insertedSection({ map, v2 }: Diff, { paint, all }: ReportOptions): string[] {
  const added = new Set(map.new_node_ids);
  const rows = map.inserted_nodes.map((row): Cell[] => [
    { text: row.node_name },
    { text: howInserted(row, added) },
    { text: asked(row) },
  ]);
  const reached = new Set(map.inserted_nodes.map((row) => row.node_id));
  const unreachable = map.new_node_ids.flatMap((id): Cell[][] => {
    const node = v2.graph.byId.get(id);
    return reached.has(id) || !node ? [] : [[{ text: node.step.name }, { text: 'new' }, { text: '' }]];
  });
  return listing(['INSERTED STEP', 'HOW', 'ASKS FOR'], [...rows, ...unreachable], paint, all);
}

function deletedSection({ map, v2 }: Diff, { paint, all }: ReportOptions): string[] {
  const rows = map.deleted_nodes.map((deleted): Cell[] => {
    const id = deleted.nearest_anchor_id_v2;
    const target = id === undefined ? undefined : v2.graph.byId.get(id)?.step.name;
    return [
      { text: deleted.node_name },
      target === undefined ? { text: 'nowhere', colour: 'red' } : { text: target },
    ];
  });
  return listing(['DELETED STEP', 'ITS SESSIONS GO TO'], rows, paint, all);
}

function transitionSection({ map, v1, v2 }: Diff, { paint, all }: ReportOptions): string[] {
  const rows = map.modified_transitions.map((change): Cell[] => [
    { text: nameOf(v2.graph, change.from_step_id) },
    { text: change.change_type },
    { text: both(worded(change.condition_text_v1), worded(change.condition_text_v2)) },
    { text: endsOf(change, v1.graph, v2.graph) },
  ]);
  return listing(['WAY ON FROM', 'CHANGE', 'CONDITION', 'LEADS TO'], rows, paint, all);
}

const nameOf = (graph: ScenarioGraph, id: string): string => graph.byId.get(id)?.step.name ?? id;

function endsOf(change: TransitionChange, v1: ScenarioGraph, v2: ScenarioGraph): string {
  const old = change.to_step_id_v1 === undefined ? undefined : nameOf(v1, change.to_step_id_v1);
  const now = change.to_step_id_v2 === undefined ? undefined : nameOf(v2, change.to_step_id_v2);
  return both(old, now);
}

const worded = (text: string | undefined): string | undefined =>
  text === undefined ? undefined : condition(text);

/** What it was and what it is, once if it is the same. */
const both = (old: string | undefined, now: string | undefined): string =>
  [...new Set([old, now].filter((text) => text !== undefined))].join(' -> ');

function warningSection({ warnings }: MigrationSummary, { paint, all }: ReportOptions): string[] {
  const kinds = Map.groupBy(warnings, (warning) => `${warning.severity} ${warning.code}`);
  return [...kinds.values()].flatMap((kind) => {
    const shown = all ? kind : kind.slice(0, kind[0]?.severity === 'critical' ? FEW_LINES : 3);
    const lines = shown.flatMap(({ severity, message }) => {
      const [first = '', ...more] = wrap(`${severity.toUpperCase().padEnd(8)}  ${message}`, ' '.repeat(10));
      const label = first.slice(0, 8);
      return [paint(SEVERITY_COLOUR[severity], label) + first.slice(8), ...more];
    });
    const hidden = kind.length - shown.length;
    return hidden > 0
      ? [...lines, `${' '.repeat(10)}and ${hidden} more like this (--all lists them)`]
      : lines;
  });
}

function noteSection({ notes, paint, all }: ReportOptions): string[] {
  const rows = notes.map(({ path, message }): Cell[] => [{ text: path }, { text: message }]);
  return listing(['NOTE ON THE NEW VERSION', ''], rows, paint, all);
}

function listing(
  headings: readonly string[],
  rows: readonly (readonly Cell[])[],
  paint: Paint,
  all: boolean,
): string[] {
  if (rows.length === 0) return [];
  const shown = all ? rows : rows.slice(0, FEW_LINES);
  const hidden = rows.length - shown.length;
  return [...table(headings, shown, paint), ...(hidden > 0 ? [`and ${hidden} more (--all lists them)`] : [])];
}
