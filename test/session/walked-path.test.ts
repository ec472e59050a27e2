import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  NO_WALK,
  packSteps,
  unpackSteps,
  type Walk,
  type WalkedStep,
  walkAlong,
  walkOn,
} from '../../lib/session/walked-path.ts';
import { scenario } from '../support/scenario-builder.ts';

const ids = Array.from({ length: 12 }, (_, at) => `s${String(at).padStart(2, '0')}`);
const graph = scenario()
  .chain(...ids)
  .graph();

/** Steps that a session visits one after the other; with few steps there are many loops. */
const visits = fc.array(fc.constantFrom(...ids), { minLength: 1, maxLength: 40 });

const names = (steps: readonly WalkedStep[]): string[] => steps.map((step) => graph.node(step.ordinal).id);
const everything = (walk: Walk): string[] => [...names(walk.path), ...names(walk.detours)];

describe('a walked path', () => {
  it('is what was visited, in order', () => {
    expect(names(walkAlong(graph, ['s00', 's01', 's02']).path)).toEqual(['s00', 's01', 's02']);
  });

  it('erases the loop when a session comes back to a step, and remembers it as a detour', () => {
    const walk = walkAlong(graph, ['s00', 's01', 's02', 's03', 's01']);
    expect(names(walk.path)).toEqual(['s00', 's01']);
    expect(names(walk.detours)).toEqual(['s02', 's03']);
  });

  it('takes a step off the detours when it is walked again', () => {
    const walk = walkAlong(graph, ['s00', 's01', 's00', 's01']);
    expect(names(walk.path)).toEqual(['s00', 's01']);
    expect(walk.detours).toEqual([]);
  });

  it('passes over steps that the graph does not hold', () => {
    expect(names(walkAlong(graph, ['s00', 'unknown', 's01']).path)).toEqual(['s00', 's01']);
  });

  it('ends at the step that was visited last', () => {
    fc.assert(
      fc.property(visits, (list) => {
        expect(names(walkAlong(graph, list).path).at(-1)).toBe(list.at(-1));
      }),
    );
  });

  it('holds no step twice, on the path and the detours together', () => {
    fc.assert(
      fc.property(visits, (list) => {
        const all = everything(walkAlong(graph, list));
        expect(new Set(all).size).toBe(all.length);
      }),
    );
  });

  it('holds exactly what was visited, on the path and the detours together', () => {
    fc.assert(
      fc.property(visits, (list) => {
        expect(new Set(everything(walkAlong(graph, list)))).toEqual(new Set(list));
      }),
    );
  });

  it('goes from step to step as the session did', () => {
    fc.assert(
      fc.property(visits, (list) => {
        const path = names(walkAlong(graph, list).path);
        const gone = new Set(list.slice(1).map((id, at) => `${list[at]} ${id}`));
        for (const [at, id] of path.slice(1).entries()) expect(gone).toContain(`${path[at]} ${id}`);
      }),
    );
  });

  it('does not depend on whether it is made step by step or at once', () => {
    fc.assert(
      fc.property(visits, (list) => {
        const stepwise = list.reduce((walk, id) => {
          const node = graph.byId.get(id);
          return node ? walkOn(unpacked(packed(walk)), node) : walk;
        }, NO_WALK);
        expect(stepwise).toEqual(walkAlong(graph, list));
      }),
    );
  });
});

const packed = ({ path, detours }: Walk) => ({ path: packSteps(path), detours: packSteps(detours) });
const unpacked = ({ path, detours }: ReturnType<typeof packed>): Walk => ({
  path: unpackSteps(path),
  detours: unpackSteps(detours),
});

describe('packed steps', () => {
  const steps = fc.array(
    fc.record({
      ordinal: fc.nat(0xffff),
      hash: fc.stringMatching(/^[0-9a-f]{16}$/),
    }),
  );

  it('come back as they were', () => {
    fc.assert(
      fc.property(steps, (list) => {
        expect(unpackSteps(packSteps(list))).toEqual(list);
      }),
    );
  });

  it('take ten bytes each', () => {
    fc.assert(
      fc.property(steps, (list) => {
        expect(packSteps(list)).toHaveLength(10 * list.length);
      }),
    );
  });
});
