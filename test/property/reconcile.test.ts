import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { MigrationEvent } from '../../lib/session/model.ts';
import { cases } from '../model/cases.ts';
import { gainedNeed, wholeNeed } from '../model/change.ts';
import { findPassed, forbidsJump, forbidsOwnImage } from '../model/checkpoints.ts';
import { evaluate } from '../model/conditions.ts';
import { inLatest, passage } from '../model/history.ts';
import { type Played, play } from '../model/play.ts';
import { RUNS } from '../model/runs.ts';
import { isValid, unexpired } from '../model/values.ts';
import { inScope } from '../model/where.ts';
import { Journey, NOW, type Turn } from '../reconcile/journey.ts';

type Check = (played: Played) => void | Promise<void>;

/** @param begin is called once a case, so that a check may remember what was before */
const always = (what: string, begin: () => Check): void =>
  test(
    what,
    () =>
      fc.assert(
        fc.asyncProperty(cases, async (each) => {
          await play(each, begin());
        }),
        { numRuns: RUNS.number },
      ),
    RUNS.timeout,
  );

const isAsking = ({ action }: Turn['answer']) => action === 'collect' || action === 'execute_action';

describe('whatever the flows, walks, policies and answers', () => {
  always('no session stands on a step outside its graph', () => ({ taken: { answer }, journey }) => {
    const { position, walk, revision } = journey.session;
    expect(answer.session_revision).toBe(revision);
    if (!position) {
      expect(answer.action).toBe('exit_scenario');
      return;
    }
    expect(journey.graph.byId.get(position.step_id)?.hash).toBe(position.step_hash);
    expect(answer).toMatchObject({ step_id: position.step_id, graph_version: position.graph_version });
    const all = [...walk.path, ...walk.detours];
    for (const step of all) expect(journey.graph.node(step.ordinal).hash).toBe(step.hash);
    expect(new Set(all.map(({ ordinal }) => ordinal)).size).toBe(all.length);
    expect(journey.path.at(-1)).toBe(position.step_id);
  });

  always(
    'no session jumps to where a passed checkpoint lies ahead',
    () =>
      ({ history, before, taken, passed }) => {
        const { decision } = taken;
        if (decision.kind !== 'move' || history.graphGone || !history.options.blocking) return;
        const { change } = passage(history, before.state.version);
        const behind = passed.map((step) => findPassed(history, change, step, before.state.path));
        const target = decision.target.id;
        expect(
          decision.why === 'own_image'
            ? forbidsOwnImage(before.state.step, target, behind, change)
            : forbidsJump(target, behind, change, history.options.unmatched),
        ).toBeUndefined();
      },
  );

  always('nobody is asked for a known value', () => ({ before: { state }, input, taken, journey }) => {
    const { answer } = taken;
    const definitions = journey.published.graph.scenario.field_definitions ?? {};
    const isKnown = (name: string, value: unknown) => isValid(value, definitions[name]);
    for (const name of answer.collect_fields) {
      expect(isKnown(name, input.provided[name])).toBe(false);
      // What the customer has refused is asked for, whatever others say.
      if (journey.session.progress?.refused_fields.includes(name)) continue;
      expect(isKnown(name, state.variables[name])).toBe(false);
      expect(isKnown(name, unexpired(state.profile, NOW)[name]?.value)).toBe(false);
      const kept = state.progress?.found.get(name);
      expect(kept === undefined || kept.kind === 'to_ask' || !isKnown(name, kept.value)).toBe(true);
    }
    for (const { field_name: name, value } of answer.confirm_fields) {
      expect(isKnown(name, value)).toBe(true);
      expect(isKnown(name, input.provided[name])).toBe(false);
      expect(input.confirmations[name]).toBeUndefined();
    }
  });

  always('nobody is asked for a field that no skipped step and no undecided fork needs', () => (played) => {
    const { history, before, taken } = played;
    const asked = [
      ...taken.answer.collect_fields,
      ...taken.answer.confirm_fields.map(({ field_name }) => field_name),
    ];
    if (asked.length === 0 || history.graphGone) return;
    const { change } = passage(history, before.state.version);
    const { path, detours } = before.state;
    const visited = new Set([...path, ...detours].flatMap((id) => change.image.get(id) ?? []));
    const { steps, field_definitions: definitions = {} } = change.w.scenario;
    const needed = steps.flatMap(({ id }) =>
      visited.has(id) ? gainedNeed(change, id).fields : wholeNeed(change, id).fields,
    );
    const undecided = [...change.forks.keys()].flatMap((id) =>
      change.w.transitions(id).flatMap((way) => {
        const names = { definitions, values: new Map(), types: new Map() };
        const verdict = evaluate(way.condition_text, Object.keys(definitions), names);
        return typeof verdict === 'object' ? verdict.missing : way.condition_fields;
      }),
    );
    for (const name of asked) expect([...needed, ...undecided]).toContain(name);
  });

  always('no value is lost or invented', () => {
    let asked: readonly string[] = [];
    let answered: Record<string, unknown> = {};
    return ({ before: { state }, input, taken, journey }) => {
      const { answer, change, event } = taken;
      const definitions = journey.published.graph.scenario.field_definitions ?? {};
      for (const [name, value] of Object.entries(input.provided)) {
        if (asked.includes(name) && isValid(value, definitions[name])) answered[name] = value;
      }
      const filled = event?.fields_gap_filled ?? {};
      expect(journey.variables).toEqual(expect.objectContaining(untouched(state.variables, filled)));
      for (const [name, value] of Object.entries(journey.variables)) {
        if (value === state.variables[name]) continue;
        const kept = state.progress?.found.get(name);
        expect(Object.keys(filled)).toContain(name);
        expect(isValid(value, definitions[name])).toBe(true);
        expect([
          input.provided[name],
          kept && 'value' in kept ? kept.value : undefined,
          state.profile[name]?.value,
        ]).toContainEqual(value);
      }
      asked = answer.collect_fields;
      if (isAsking(answer)) {
        expect(change?.variables).toBeUndefined();
        return;
      }
      for (const [name, value] of Object.entries(answered)) {
        expect(journey.variables[name]).toEqual(value);
        expect(journey.profile[name]?.value).toEqual(value);
      }
      answered = {};
    };
  });

  always('a second call changes nothing', () => async ({ taken, journey }) => {
    if (!isAsking(taken.answer)) {
      expect(journey.session.position === undefined || !journey.isDue).toBe(true);
      return;
    }
    const quiet = await journey.turn();
    expect(quiet.change).toBeUndefined();
    expect(await journey.turn()).toMatchObject({ answer: quiet.answer, change: undefined });
  });

  always('the same situation gives the same decision', () => async ({ taken, journey }) => {
    const { situation, decision } = taken;
    const frozen = structuredClone({ session: situation.session, known: situation.known });
    expect((await journey.decide(situation)).decision).toEqual(decision);
    expect({ session: situation.session, known: situation.known }).toEqual(frozen);
  });

  always('every change is told by exactly one audit event, and is what was answered', () => (played) => {
    const { before, taken, journey } = played;
    const { change, answer, event } = taken;
    expect(journey.events.length - before.events).toBe(change ? 1 : 0);
    if (!change) {
      expect(journey.session).toEqual(before.session);
      return;
    }
    expect(change.answer).toEqual(answer);
    expect(journey.session.revision).toBe(before.session.revision + 1);
    expect(event).toMatchObject({
      step_before_id: before.state.step,
      from_version: before.state.version,
      to_version: journey.published.version,
    });
    expect(event?.step_after_id).toBe(journey.session.position?.step_id);
    const { mark } = before.session;
    expect(change.audit?.settles).toEqual(
      mark && !journey.session.mark
        ? { plan_id: mark.migration_plan_id, deployment_id: mark.deployment_id }
        : undefined,
    );
    const asking: Record<string, MigrationEvent['event_type']> = {
      collect: 'data_requested',
      execute_action: 'action_requested',
      exit_scenario: 'session_exited',
    };
    const moved = journey.session.position?.graph_version !== before.state.version;
    expect(event?.event_type).toBe(asking[answer.action] ?? (moved ? 'session_migrated' : 'session_pinned'));
  });

  always(
    'a session that is out of scope is never moved',
    () =>
      ({ history, before: { state }, taken, journey }) => {
        const next = history.versions.find(({ scenario }) => scenario.version > state.version);
        const { chain } = passage(history, state.version);
        const excluded = chain && !inScope(next?.plan?.policies[state.step] ?? {}, state);
        if (history.graphGone || state.pinned === 'update_downstream') return;
        if (!excluded && state.pinned !== 'out_of_scope') return;
        expect(taken.decision).toMatchObject({ kind: 'pin', pin: 'out_of_scope' });
        expect(journey.position).toMatchObject({ graph_version: state.version, step_id: state.step });
      },
  );

  always('who is pinned keeps graph, step, path and checkpoints', () => ({ before, taken, journey }) => {
    const { decision, answer, change } = taken;
    if (decision.kind !== 'pin') return;
    const { version: _, settled_for_version: settled, ...place } = journey.position;
    expect(before.session.position).toMatchObject(place);
    expect(settled).toBe(journey.published.version);
    expect(journey.session).toMatchObject({ pinned: { reason: decision.pin }, walk: before.session.walk });
    expect(journey.session.mark).toBeUndefined();
    expect(journey.session.progress?.fields ?? {}).toEqual({});
    // What the engine executed towards another version is all that joins them.
    const known = before.session.checkpoints;
    expect(journey.session.checkpoints.slice(0, known.length)).toEqual(known);
    expect(answer).toMatchObject({ action: 'continue', entry: 'resume', step_id: before.state.step });
    expect(change?.visits).toBeUndefined();
  });

  always('nothing is executed twice', () => {
    const executed: { readonly id: string; readonly version: number }[] = [];
    let due = { ids: [] as readonly string[], version: 0 };
    return ({ history, before, input, taken, journey }) => {
      const { answer } = taken;
      for (const id of input.executed) if (due.ids.includes(id)) executed.push({ id, version: due.version });
      due = { ids: answer.execute_action_ids, version: journey.published.version };
      if (due.ids.length === 0 || history.graphGone) return;
      const { change } = passage(history, before.state.version);
      const done = executed.map((step) => inLatest(history, change, step));
      for (const id of due.ids) expect(done).not.toContain(id);
    };
  });

  always(
    'what a move settled is not brought up again by a version that changes nothing',
    () => async (played) => {
      const { taken, journey, history } = played;
      if (taken.decision.kind !== 'move' || history.graphGone) return;
      const { scenario } = journey.published.graph;
      // A journey of its own: the play goes on where it was.
      const next = new Journey(scenario);
      next.session = journey.session;
      next.variables = {};
      next.profile = {};
      next.publish({ ...scenario, version: scenario.version + 1 });
      expect((await next.turn()).answer).toMatchObject({
        action: 'continue',
        migration_scenario: 'clean_graft',
        graph_version: scenario.version + 1,
        step_id: journey.position.step_id,
      });
    },
  );
});

/** Variables that no gap was filled with. */
const untouched = (variables: object, filled: object) =>
  Object.fromEntries(Object.entries(variables).filter(([name]) => !(name in filled)));
