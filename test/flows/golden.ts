import type { AnchorTransformation, InsertedNode, NewFork, TransitionChange } from '../../lib/diff/model.ts';
import type { Step } from '../../lib/scenario/model.ts';
import type { PairDiff } from './pair-diff.ts';

/**
 * A pair of versions as text for a reviewer: a line for each thing that may change, so that a pull request shows
 * which steps a change of the diff concerns. Old steps come in the order of their flow, new ones as they are listed.
 */
export function golden(diff: PairDiff): string {
  const sections = [
    heading(diff),
    section(
      'Anchors',
      diff.transformation_map.anchors.map((anchor) => anchorLine(diff, anchor)),
    ),
    section('Deleted, and where the sessions go', deletedLines(diff)),
    section('Inserted', insertedLines(diff)),
    section('New forks', forkLines(diff)),
    section('Other changed ways on', otherWays(diff)),
    section('Warnings', warningLines(diff)),
    section('Fields that may have to be asked for', fieldLines(diff)),
  ];
  return sections
    .filter((lines) => lines.length > 0)
    .map((lines) => `${lines.join('\n')}\n`)
    .join('\n');
}

const section = (title: string, lines: readonly string[]): string[] =>
  lines.length === 0 ? [] : [title, ...lines.map((line) => `  ${line}`)];

function heading({ name, from, to, transformation_map: map, summary }: PairDiff): string[] {
  const { total_anchors: total, nodes_edited: edited } = summary;
  return [
    `${name}: version ${from} -> ${to}`,
    `${total - edited} exact, ${edited} edited, ${map.deleted_nodes.length} deleted, ${map.new_node_ids.length} new`,
    `${summary.anchors_with_clean_graft} clean_graft, ${summary.anchors_with_gap_fill} gap_fill, ` +
      `${summary.anchors_with_re_route} re_route`,
  ];
}

/** Class; whether conversations rest there; match; ids; name; `!` warnings; `<` what keeps it from being clean. */
function anchorLine({ old, summary }: PairDiff, anchor: AnchorTransformation): string {
  const warnings = summary.warnings.filter((warning) => warning.anchor_key === anchor.anchor_key);
  const codes = [...new Set(warnings.map((warning) => warning.code))];
  const [reason, ...more] = reasonsOf(anchor);
  return [
    anchor.migration_scenario.padEnd(11),
    rests(old.get(anchor.anchor_node_id_v1)),
    `${anchor.match} by ${anchor.matched_by}`.padEnd(17),
    `${short(anchor.anchor_node_id_v1)} -> ${short(anchor.anchor_node_id_v2)}`,
    anchor.anchor_name,
    ...(codes.length > 0 ? [`! ${codes.join(', ')}`] : []),
    ...(reason ? [`< ${reason}${more.length > 0 ? ` and ${more.length} more` : ''}`] : []),
  ].join('  ');
}

/** The forks upstream that may lead away; without such a fork, the insertions that ask for something. */
function reasonsOf({
  migration_scenario: scenario,
  upstream_changes: upstream,
}: AnchorTransformation): string[] {
  if (scenario === 're_route') {
    const forks = upstream.new_forks.filter((fork) => fork.branches.some((branch) => branch.leads_away));
    return forks.map((fork) => short(fork.fork_node_id));
  }
  return upstream.inserted_nodes.filter((node) => asked(node) !== '').map((node) => short(node.node_id));
}

function deletedLines({ old, now, transformation_map: map }: PairDiff): string[] {
  return map.deleted_nodes.map(
    ({ node_id_v1: id, node_name: name, nearest_anchor_id_v2: target }) =>
      `${rests(old.get(id))}  ${short(id)}  ${name} -> ${target === undefined ? 'nowhere' : named(now, target)}`,
  );
}

/** How it was inserted, what it asks for, and how many anchors it is before. */
function insertedLines({ now, transformation_map: map }: PairDiff): string[] {
  const before = map.anchors.flatMap((anchor) => anchor.upstream_changes.inserted_nodes);
  const after = map.anchors.flatMap((anchor) => anchor.downstream_changes.inserted_nodes);
  const added = new Set(map.new_node_ids);
  const howOf = (node: InsertedNode): string =>
    node.gained_by_edit ? 'gained by edit' : added.has(node.node_id) ? 'new' : 'comes earlier';
  const keyOf = (node: InsertedNode): string => `${howOf(node)} ${node.node_id}`;

  const inserted = once([...before, ...after], keyOf);
  const listed = new Set(inserted.map((node) => node.node_id));
  const lines = inSteps(now, inserted, (node) => node.node_id).map((node) => {
    const anchors = before.filter((each) => keyOf(each) === keyOf(node));
    const always = anchors.filter((each) => each.certainty === 'always').length;
    return [
      howOf(node).padEnd(14),
      `${short(node.node_id)}  ${node.node_name}${asked(node)}`,
      `before ${anchors.length} anchors (${always} always)`,
    ].join('  ');
  });
  const apart = map.new_node_ids.filter((id) => !listed.has(id));
  return [...lines, ...apart.map((id) => `${'new'.padEnd(14)}  ${named(now, id)}  near no anchor`)];
}

/** What a session lacks that never passed an inserted step. */
function asked(node: InsertedNode): string {
  const what = [
    ...(node.is_checkpoint ? ['checkpoint'] : []),
    ...(node.is_required_action ? ['required action'] : []),
    ...node.collects_fields,
  ];
  return what.length === 0 ? '' : ` [${what.join(', ')}]`;
}

/** The new branches, from how many anchors each leads away; below them what changed in the ways on. */
function forkLines(diff: PairDiff): string[] {
  const { now, transformation_map: map } = diff;
  const upstream = map.anchors.flatMap((anchor) => anchor.upstream_changes.new_forks);
  const ways = changedWays(diff);
  return forksOf(diff).flatMap((fork) => {
    const seen = upstream.filter((each) => each.fork_node_id === fork.fork_node_id);
    const kind = map.new_node_ids.includes(fork.fork_node_id) ? 'inserted' : 'changed';
    const branches = fork.branches.map((branch, at) => {
      const away = seen.filter((each) => each.branches[at]?.leads_away).length;
      return `  ${way(branch.condition_text, now, branch.target_step_id)}  leads away from ${away}`;
    });
    const changes = ways.filter((change) => change.from_step_id === fork.fork_node_id);
    return [
      `${named(now, fork.fork_node_id)}  ${kind}, before ${seen.length} anchors`,
      ...branches,
      ...changes.flatMap((change) => changeLines(diff, change)).map((line) => `    ${line}`),
    ];
  });
}

/** Ways on that changed without a new decision. */
function otherWays(diff: PairDiff): string[] {
  const forks = new Set(forksOf(diff).map((fork) => fork.fork_node_id));
  const others = changedWays(diff).filter((change) => !forks.has(change.from_step_id));
  return [...Map.groupBy(others, (change) => change.from_step_id)].flatMap(([id, changes]) => [
    named(diff.now, id),
    ...changes.flatMap((change) => changeLines(diff, change)).map((line) => `  ${line}`),
  ]);
}

function changeLines({ old, now }: PairDiff, change: TransitionChange): string[] {
  const { to_step_id_v1: from, to_step_id_v2: to } = change;
  return [
    ...(from === undefined ? [] : [`- ${way(change.condition_text_v1, old, from)}`]),
    ...(to === undefined ? [] : [`+ ${way(change.condition_text_v2, now, to)}`]),
  ];
}

const way = (condition: string | undefined, steps: Steps, to: string): string =>
  `${condition || 'otherwise'} -> ${named(steps, to)}`;

function warningLines({ summary }: PairDiff): string[] {
  const kinds = Map.groupBy(summary.warnings, (warning) => `${warning.severity} ${warning.code}`);
  return [...kinds].flatMap(([kind, warnings]) => [
    `${warnings.length} ${kind}`,
    ...warnings.filter((warning) => warning.severity === 'critical').map((warning) => `  ${warning.message}`),
  ]);
}

function fieldLines({ summary }: PairDiff): string[] {
  return summary.fields_to_collect.map(
    (field) => `${field.field_name}  at ${field.affected_anchors.length} anchors`,
  );
}

function forksOf({ now, transformation_map: map }: PairDiff): NewFork[] {
  const forks = map.anchors.flatMap(({ upstream_changes: up, downstream_changes: down }) => [
    ...up.new_forks,
    ...down.new_forks,
  ]);
  return inSteps(
    now,
    once(forks, (fork) => fork.fork_node_id),
    (fork) => fork.fork_node_id,
  );
}

function changedWays({ now, transformation_map: map }: PairDiff): TransitionChange[] {
  const ways = map.anchors.flatMap(({ upstream_changes: up, downstream_changes: down }) => [
    ...up.modified_transitions,
    ...down.modified_transitions,
  ]);
  return inSteps(now, once(ways, JSON.stringify), (change) => change.from_step_id);
}

type Steps = ReadonlyMap<string, Step>;

/** The first of each key. */
function once<Item>(items: readonly Item[], keyOf: (item: Item) => string): Item[] {
  return [...new Map(items.toReversed().map((item) => [keyOf(item), item])).values()].reverse();
}

/** In the order in which a version lists its steps. */
function inSteps<Item>(steps: Steps, items: readonly Item[], idOf: (item: Item) => string): Item[] {
  const place = new Map([...steps.keys()].map((id, at) => [id, at]));
  return items.toSorted((a, b) => (place.get(idOf(a)) ?? -1) - (place.get(idOf(b)) ?? -1));
}

const short = (id: string): string => id.slice(0, 8);
const named = (steps: Steps, id: string): string => `${short(id)} ${steps.get(id)?.name}`;
const rests = (step: Step | undefined): string => (step?.awaits_customer ? 'rests' : '     ');
