import { branchesAway } from '../../diff/compact-map.ts';
import type { GraphNode } from '../../scenario/graph.ts';
import type { Warning } from '../model.ts';
import {
  type AnchorPlace,
  type DeletedPlace,
  evaluatesForks,
  type Facts,
  isMoved,
  type Place,
} from './facts.ts';
import { passedCheckpoints } from './passed-checkpoints.ts';
import { counted, listed } from './wording.ts';

type Kind = 'mapping' | 'relocation' | 're-route';

interface Jumps {
  readonly place: Place;
  readonly kind: Kind;
  readonly targets: readonly GraphNode[];
  readonly met: { readonly target: GraphNode; readonly checkpoint: GraphNode }[];
}

const REMEDY: Readonly<Record<Kind, string>> = {
  mapping: 'map the step to one that comes after the checkpoint, or take the mapping back',
  relocation: 'map the step to one that comes after the checkpoint',
  're-route': 'set force_scenario to "gap_fill" to keep these sessions on their way, or map the step',
};

/** A jump whose target precedes a checkpoint that sessions at the step may have passed: it could happen again. */
export function targetBeforeCheckpoint(facts: Facts): Warning[] {
  const jumps = jumpsOf(facts);
  if (jumps.length === 0) return [];
  for (const checkpoint of passedCheckpoints(facts)) {
    for (const { place, targets, met } of jumps) {
      if (!checkpoint.mayBePassedAt(place.node.ordinal)) continue;
      for (const target of targets) {
        if (checkpoint.isForbidden(target.ordinal)) met.push({ target, checkpoint: checkpoint.step });
      }
    }
  }
  return jumps.flatMap(({ place, kind, met }): Warning[] => {
    if (met.length === 0) return [];
    const targets = listed(met.map((each) => each.target.step.name));
    const checkpoints = listed(met.map((each) => each.checkpoint.step.name));
    const verb =
      kind === 'relocation' ? `is deleted and its sessions go to ${targets}` : `has a ${kind} to ${targets}`;
    const outcome = facts.checkpointsBlock
      ? 'For sessions that passed it the jump is blocked: they move to their own step if they may, else they stay on the old version.'
      : 'Blocking is switched off: these sessions would go through it again.';
    return [
      {
        severity: 'critical',
        code: 'target_before_checkpoint',
        anchor_key: place.key,
        anchor_name: place.node.step.name,
        message:
          `The step "${place.node.step.name}" (${counted(facts, place.sessions)}) ${verb}, which precedes the ` +
          `checkpoint ${checkpoints} that they may have passed. ${outcome} You can ${REMEDY[kind]}.`,
        affected_sessions_estimate: place.sessions,
      },
    ];
  });
}

function jumpsOf(facts: Facts): Jumps[] {
  const targetsOfSets = new Map<string, readonly GraphNode[]>();
  const reRoutes = (place: AnchorPlace): readonly GraphNode[] => {
    const { away, up } = place.anchor;
    if (away === 0 || up[3] === 0 || !evaluatesForks(place)) return [];
    const key = `${away} ${up[3]}`;
    const known = targetsOfSets.get(key) ?? awayTargets(facts, place);
    targetsOfSets.set(key, known);
    return known;
  };
  return [
    ...facts.moving.flatMap((place): Jumps[] => {
      const mapping = place.anchor.match === 'mapped' ? [place.image] : [];
      return [
        { place, kind: 'mapping', targets: mapping, met: [] },
        { place, kind: 're-route', targets: reRoutes(place), met: [] },
      ];
    }),
    ...facts.deleted
      .filter(isMoved)
      .map((place): Jumps => ({ place, kind: 'relocation', targets: relocation(facts, place), met: [] })),
  ].filter((each) => each.targets.length > 0);
}

function awayTargets({ diff }: Facts, { anchor }: AnchorPlace): GraphNode[] {
  const targets = new Set<GraphNode>();
  for (const { branch } of branchesAway(diff.map, anchor)) {
    const target = diff.v2.graph.byId.get(branch.target_step_id);
    if (target) targets.add(target);
  }
  return [...targets];
}

function relocation({ diff }: Facts, { deleted }: DeletedPlace): GraphNode[] {
  const target = diff.v2.graph.byId.get(deleted.nearest_anchor_id_v2 ?? '');
  return deleted.nearest_anchor_id_v2 !== undefined && target ? [target] : [];
}
