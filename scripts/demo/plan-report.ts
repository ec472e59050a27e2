import type { PlanAnswer } from '../../lib/api/plan-answer.ts';
import type { MigrationSummary, Warning } from '../../lib/plan/model.ts';
import type { Cell, Colour } from '../diff/table.ts';
import { cut } from '../diff/table.ts';
import { number, type Screen, some } from './screen.ts';

const MOST_STEPS = 12;
const MOST_FIELDS = 5;
/** Letters of a warning: its first sentences, the rest is in the plan. */
const MOST_LETTERS = 280;

const CLASS_COLOUR: Readonly<Record<string, Colour>> = {
  clean_graft: 'green',
  gap_fill: 'yellow',
  re_route: 'magenta',
  deleted: 'red',
};
const SEVERITIES: readonly (readonly [Warning['severity'], Colour])[] = [
  ['critical', 'red'],
  ['warning', 'yellow'],
  ['info', 'cyan'],
];

/** Shows a plan as somebody wants to see it who has to decide whether to approve it. */
export function showPlan(plan: PlanAnswer, screen: Screen): void {
  const { summary } = plan;
  screen.say(
    `${some(summary.total_anchors, 'step')} found again: ${summary.anchors_with_clean_graft} clean_graft, ` +
      `${summary.anchors_with_gap_fill} gap_fill, ${summary.anchors_with_re_route} re_route; ` +
      `${summary.nodes_edited} edited, ${summary.nodes_deleted} deleted, ${summary.nodes_added} new`,
    sessionsLine(summary),
  );
  showSteps(plan, screen);
  showFields(summary, screen);
  showWarnings(summary.warnings, screen);
}

function sessionsLine(summary: MigrationSummary): string {
  const count = some(summary.estimated_sessions_affected, 'session');
  const older = Object.entries(summary.older_sessions_by_version).map(
    ([version, sessions]) => `${number(sessions)} still on version ${version}`,
  );
  return [
    `${count} on the version that is replaced`,
    ...older,
    ...(summary.estimate_complete ? [] : ['not counted to the end']),
  ].join(', ');
}

interface RestingStep {
  readonly name: string;
  readonly sessions: number;
  readonly kind: string;
  readonly how: string;
}

/** Where sessions rest now, and what a move means for them. */
function showSteps({ transformation_map: map, summary }: PlanAnswer, screen: Screen): void {
  const nameIn2 = new Map(map.anchors.map((anchor) => [anchor.anchor_node_id_v2, anchor.anchor_name]));
  const sessionsAt = (key: string): number => summary.sessions_by_anchor[key] ?? 0;
  const steps: RestingStep[] = [
    ...map.anchors.map((anchor) => ({
      name: anchor.anchor_name,
      sessions: sessionsAt(anchor.anchor_key),
      kind: anchor.migration_scenario,
      how: `${anchor.match} by ${anchor.matched_by}`,
    })),
    ...map.deleted_nodes.map((node) => ({
      name: node.node_name,
      sessions: sessionsAt(node.anchor_key),
      kind: 'deleted',
      how: `back to their last step that is left, or "${nameIn2.get(node.nearest_anchor_id_v2 ?? '') ?? 'nowhere'}"`,
    })),
  ]
    .filter(({ sessions }) => sessions > 0)
    .sort((a, b) => b.sessions - a.sessions);
  const rows = steps
    .slice(0, MOST_STEPS)
    .map(({ name, sessions, kind, how }): Cell[] => [
      { text: number(sessions), right: true },
      { text: name },
      { text: kind, colour: CLASS_COLOUR[kind] },
      { text: how },
    ]);
  screen.say('');
  screen.table(['SESSIONS', 'REST AT', 'CLASS', 'MATCH'], rows);
  if (steps.length > rows.length) screen.say(`and at ${steps.length - rows.length} more steps`);
}

function showFields(
  { fields_to_collect: fields, sessions_by_anchor: sessions }: MigrationSummary,
  screen: Screen,
) {
  const asked = fields
    .map((field) => ({
      ...field,
      sessions: field.affected_anchors.reduce((sum, key) => sum + (sessions[key] ?? 0), 0),
    }))
    .filter((field) => field.sessions > 0)
    .sort((a, b) => b.sessions - a.sessions);
  if (asked.length === 0) return;
  screen.say('');
  screen.table(
    ['SESSIONS', 'MAY BE ASKED FOR', 'BECAUSE'],
    asked
      .slice(0, MOST_FIELDS)
      .map(({ display_name, reason, sessions }) => [
        { text: number(sessions), right: true },
        { text: display_name },
        { text: cut(reason, 80) },
      ]),
  );
  if (asked.length > MOST_FIELDS) screen.say(`and ${asked.length - MOST_FIELDS} more fields`);
}

/** One of each kind that there is, the gravest first, the one with most sessions. */
function showWarnings(warnings: readonly Warning[], screen: Screen): void {
  if (warnings.length > 0) screen.say('');
  for (const [severity, colour] of SEVERITIES) {
    const kinds = Map.groupBy(
      warnings.filter((warning) => warning.severity === severity),
      ({ code }) => code,
    );
    for (const [code, kind] of kinds) {
      const [gravest] = kind.toSorted((a, b) => b.affected_sessions_estimate - a.affected_sessions_estimate);
      const label = `${severity.toUpperCase().padEnd(8)}  `;
      const others = kind.length > 1 ? ` (and ${kind.length - 1} more of ${code})` : '';
      if (gravest) {
        screen.note(label, cut(gravest.message, MOST_LETTERS) + others, screen.paint(colour, label));
      }
    }
  }
}
