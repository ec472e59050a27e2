import type { Diff } from '../../../lib/diff/diff.ts';
import type { StepMatch, TransitionChange } from '../../../lib/diff/model.ts';
import type { GraphNode } from '../../../lib/scenario/graph.ts';
import { condition } from '../wording.ts';
import { editsOf } from './edits.ts';
import { kindsOf, tagsOf } from './labels.ts';
import { html, type Markup } from './markup.ts';
import { code } from './names.ts';
import { reasons } from './reasons.ts';
import type { PageStep } from './steps.ts';
import type { View } from './view.ts';

/** All that is known about a step, shown when it is chosen. */
export function details(view: View, step: PageStep): Markup {
  const { old, now, anchor } = step;
  return html`<article id="step-${step.number}" class="${kindsOf(step)}" tabindex="-1">
<h3><bdi>${step.name}</bdi></h3>
<p>${tagsOf(step)}</p>
<p>${fateOf(view, step)}</p>
${traits(step)}
${step.warnings.map(
  ({ severity, message }) => html`<p class="notice ${severity}"><b>${severity}</b> <bdi>${message}</bdi></p>`,
)}
${anchor && reasons(view, anchor)}
${
  step.fields.length > 0 &&
  html`<h4>May have to be asked for here</h4>
<ul>${step.fields.map((field) => html`<li><b><bdi>${field.display_name}</bdi></b> <small><code>${field.field_name}</code></small></li>`)}</ul>`
}
${old && now && step.fate === 'edited' && edits(old, now)}
${ways(view, step)}
<dl class="quiet">${[
    ...(old
      ? [html`<dt>Id in version ${view.diff.v1.graph.scenario.version}</dt><dd><code>${old.id}</code></dd>`]
      : []),
    ...(now
      ? [html`<dt>Id in version ${view.diff.v2.graph.scenario.version}</dt><dd><code>${now.id}</code></dd>`]
      : []),
    ...(anchor ? [html`<dt>Anchor key</dt><dd><code>${anchor.key}</code></dd>`] : []),
  ]}</dl>
</article>
`;
}

const MATCHED_BY: Readonly<Record<StepMatch['matchedBy'], string>> = {
  content: 'its content, which no other step has',
  context: 'its surroundings',
  step_id: 'its id',
  name: 'its name',
};

function fateOf(view: View, { fate, match, deleted, old, now }: PageStep): Markup {
  const [from, to] = [view.diff.v1.graph.scenario.version, view.diff.v2.graph.scenario.version];
  if (!match) {
    if (!deleted) return html`<b>Inserted</b> in version ${to}.`;
    const target = deleted.nearest_anchor_id_v2;
    return html`<b>Deleted</b> in version ${to}. ${
      target === undefined
        ? 'Its sessions have nowhere to go.'
        : html`Its sessions go back to the latest step of their path that is still there, else to ${view.link.now(target)}.`
    }`;
  }
  const renamed = old && now && old.step.name !== now.step.name;
  return html`<b>${fate === 'edited' ? 'Edited' : 'Unchanged'}</b>, recognised by ${
    MATCHED_BY[match.matchedBy]
  } <small>(${match.match} by ${match.matchedBy})</small>.${
    match.ambiguous && ' Several steps are alike, and their order alone decided: check that it is the same.'
  }${renamed && html` In version ${from} it was called <b><bdi>${old.step.name}</bdi></b>.`}`;
}

/** What a step does, in the version in which it is last. */
function traits({ old, now, rests }: PageStep): Markup | false {
  const node = now ?? old;
  if (!node) return false;
  const { step } = node;
  const all = [
    rests && 'a conversation rests here until the customer answers',
    step.is_checkpoint && `checkpoint: ${step.checkpoint_description ?? ''}`,
    step.is_required_action && 'required action',
    step.collects_profile_fields.length > 0 && `collects ${step.collects_profile_fields.join(', ')}`,
    step.is_terminal && 'ends the scenario',
    !node.reachable && 'the entry does not lead here',
  ].filter((text) => typeof text === 'string');
  return (
    all.length > 0 && html`<ul class="traits">${all.map((text) => html`<li><bdi>${text}</bdi></li>`)}</ul>`
  );
}

const edits = (old: GraphNode, now: GraphNode): Markup =>
  html`<h4>What was edited</h4>
<dl>${editsOf(old, now).map(
    (edit) =>
      html`<dt>${edit.property}</dt><dd>${edit.old !== '' && html`<del><bdi>${edit.old}</bdi></del>`}${
        edit.now !== '' && html`<ins><bdi>${edit.now}</bdi></ins>`
      }</dd>`,
  )}</dl>`;

type Row = Omit<TransitionChange, 'change_type' | 'from_step_id'> & {
  readonly change: TransitionChange['change_type'] | 'kept' | 'moved';
};

/** The ways on in both versions, each with what became of it. */
function ways(view: View, step: PageStep): Markup {
  const rows = waysOf(view, step);
  if (rows.length === 0) return html`<p class="quiet">It has no ways on.</p>`;
  return html`<h4>Ways on</h4>
<table><thead><tr><th scope="col">If</th><th scope="col">Leads to</th></tr></thead><tbody>
${rows.map(
  (
    row,
  ) => html`<tr><td>${row.change !== 'kept' && html`<span class="tag ${row.change}">${row.change}</span> `}${was(
    row.condition_text_v1,
    row.condition_text_v2,
    (text) => code(condition(text)),
  )}</td><td>${endsOf(view, row)}</td></tr>
`,
)}</tbody></table>`;
}

/** In the order in which they are tried; those that are gone come last. */
function waysOf({ diff }: View, { old, now, transitions }: PageStep): Row[] {
  const gone = transitions.filter((change) => change.change_type === 'removed');
  const { graph } = now ? diff.v2 : diff.v1;
  const rows = (now ?? old)?.ways.map((way): Row => {
    const to = graph.node(way.to).id;
    const change = transitions.find(
      (each) => each.to_step_id_v2 === to && each.condition_text_v2 === way.condition,
    );
    if (change) return toRow(diff, change);
    return now
      ? { change: 'kept', to_step_id_v2: to, condition_text_v2: way.condition }
      : { change: 'kept', to_step_id_v1: to, condition_text_v1: way.condition };
  });
  return [...(rows ?? []), ...gone.map((change) => toRow(diff, change))];
}

/** A modified way with the same condition and the same end has another place among the others. */
function toRow({ matching }: Diff, { change_type, from_step_id: _, ...row }: TransitionChange): Row {
  const moved =
    change_type === 'modified' &&
    row.condition_text_v1 === row.condition_text_v2 &&
    matching.imageOf.get(row.to_step_id_v1 ?? '')?.v2 === row.to_step_id_v2;
  return { ...row, change: moved ? 'moved' : change_type };
}

function endsOf({ link }: View, { to_step_id_v1: old, to_step_id_v2: now }: Row): Markup {
  const before = old === undefined ? undefined : link.old(old);
  const after = now === undefined ? undefined : link.now(now);
  return was(before, after, (target) => target);
}

/** What it was and what it is, once if it is the same. */
function was<Value extends string | Markup>(
  old: Value | undefined,
  now: Value | undefined,
  show: (value: Value) => Markup,
): Markup {
  const [before, after] = [old, now].map((value) => value !== undefined && show(value));
  if (!before || !after || String(before) === String(after)) return html`${after || before}`;
  return html`<del>${before}</del> <ins>${after}</ins>`;
}
