import type { GraphNode, ScenarioGraph } from '../scenario/graph.ts';

/**
 * A step on the walked path, in compact form: its ordinal in the session's graph and its content hash. The hash
 * tells the step even when that graph is gone.
 */
export interface WalkedStep {
  readonly ordinal: number;
  readonly hash: string;
}

/**
 * Where a session has been in this run, in the steps of its graph: `path` with loops erased, the step it is at
 * last; `detours` are visited steps that are not on the path any more.
 */
export interface Walk {
  readonly path: readonly WalkedStep[];
  readonly detours: readonly WalkedStep[];
}

export const NO_WALK: Walk = { path: [], detours: [] };

const walked = (node: GraphNode): WalkedStep => ({ ordinal: node.ordinal, hash: node.hash });

/** Goes on to a step. Coming back to a step of the path erases the loop since. */
export function walkOn(walk: Walk, node: GraphNode): Walk {
  const at = walk.path.findIndex((step) => step.ordinal === node.ordinal);
  const kept = at < 0 ? walk.path : walk.path.slice(0, at);
  const left = at < 0 ? [] : walk.path.slice(at + 1);
  return {
    path: [...kept, walked(node)],
    detours: withoutRepeats([...walk.detours, ...left], new Set([...kept.map(byOrdinal), node.ordinal])),
  };
}

/** A walk along given steps, loops erased. */
export function walkAlong(graph: ScenarioGraph, ids: readonly string[]): Walk {
  return ids.reduce((walk, id) => {
    const node = graph.byId.get(id);
    return node ? walkOn(walk, node) : walk;
  }, NO_WALK);
}

const byOrdinal = (step: WalkedStep): number => step.ordinal;

function withoutRepeats(steps: readonly WalkedStep[], seen: Set<number>): WalkedStep[] {
  return steps.filter((step) => !seen.has(step.ordinal) && seen.add(step.ordinal));
}

/** Two bytes of ordinal and eight of hash a step: thirty steps are 300 bytes of a session's record. */
const BYTES = 10;

/** The compact form in which a session's record holds a path. */
export function packSteps(steps: readonly WalkedStep[]): Uint8Array {
  const bytes = Buffer.alloc(steps.length * BYTES);
  steps.forEach((step, index) => {
    bytes.writeUInt16BE(step.ordinal, index * BYTES);
    bytes.write(step.hash, index * BYTES + 2, 8, 'hex');
  });
  return bytes;
}

export function unpackSteps(packed: Uint8Array): WalkedStep[] {
  const bytes = Buffer.from(packed);
  return Array.from({ length: Math.floor(bytes.length / BYTES) }, (_, index) => ({
    ordinal: bytes.readUInt16BE(index * BYTES),
    hash: bytes.toString('hex', index * BYTES + 2, (index + 1) * BYTES),
  }));
}
