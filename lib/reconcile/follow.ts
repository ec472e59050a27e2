import type { Verdicts } from '../conditions/natural.ts';
import type { ForkFinding } from '../diff/model.ts';
import type { GraphNode, Way } from '../scenario/graph.ts';
import type { CheckpointInfo } from '../session/model.ts';
import { type Asked, asksOf, waivedBy } from './asks.ts';
import { type Block, NEED_VALUES, type NeedJudgement, type NeedValues, type Situation } from './decision.ts';
import { type FieldValues, fieldValues } from './field-values.ts';
import type { RequiredField } from './fill-gaps.ts';
import { decideFork, type ForkFacts } from './forks.ts';
import type { Heading } from './heading.ts';
import { ALONG, type Prospect, prospectOf, type WayOn } from './prospect.ts';
import { type Passing, replay } from './replay.ts';
import type { MappedGraph } from './route.ts';

/** What following the walked path on W comes to, as far as it is known now. */
export interface Followed {
  readonly kind: 'followed';
  /** Steps of W that the customer passes for certain, in path order. */
  readonly along: readonly GraphNode[];
  /** Needed now: up to the next action, or up to the fork that cannot be decided without. */
  readonly fields: readonly RequiredField[];
  /** To be executed once the fields are there. */
  readonly actions: readonly GraphNode[];
  /** The branch taken that leads away from the target. */
  readonly turn: Turn | undefined;
  readonly values: FieldValues | undefined;
  readonly trace: readonly string[];
}

/** A branch of a new fork that leads away. */
export interface Turn {
  readonly to: GraphNode;
  readonly reason: string;
  /** A checkpoint would have forbidden it, and the operator switched that off. */
  readonly overridden: CheckpointInfo | undefined;
}

/** It would skip a checkpoint for certain, and the policy wants neither to run it nor to go on without. */
export interface SkipsCheckpoint {
  readonly kind: 'skips_checkpoint';
  readonly node: GraphNode;
  readonly trace: readonly string[];
}

/** A branch that leads away is taken, and a passed checkpoint forbids it. */
export interface Refused {
  readonly kind: 'refused';
  readonly fork: GraphNode;
  readonly block: Block;
  readonly trace: readonly string[];
}

/**
 * Follows the walked path on W up to the target, for at each point only what lies before it is known: a step's
 * fields, its action, its decision. It stops asking at the first action that is to be executed and at the first fork
 * that cannot be decided yet; what pins for certain, whatever comes of those, it finds all the same.
 */
export const follow = (situation: Situation, heading: Heading) => new Follower(situation, heading).follow();

class Follower {
  readonly #situation: Situation;
  readonly #heading: Heading;
  readonly #asks: (node: GraphNode) => Asked;
  readonly #values: FieldValues | undefined;
  readonly #trace: string[] = [];
  readonly #along: GraphNode[] = [];
  readonly #met: Set<GraphNode>;
  readonly #fields = new Map<string, RequiredField>();
  readonly #actions: GraphNode[] = [];
  /** Why forks are not decided (any more). */
  #staysOnWay: string | undefined;

  constructor(situation: Situation, heading: Heading) {
    this.#situation = situation;
    this.#heading = heading;
    this.#asks = asksOf(heading);
    this.#values = situation.known && fieldValues(situation, situation.known);
    this.#met = new Set([heading.target]);
    if (!situation.config.re_routing.enabled) this.#staysOnWay = 're-routing is switched off';
  }

  follow(): Followed | SkipsCheckpoint | Refused | NeedValues | NeedJudgement {
    const { to, target, why, images } = this.#heading;
    const path = why === 'own_image' ? images.before : cutBefore(target, images.path, to);
    let isOpen = false;
    let stoodIn = false;
    let branch: GraphNode | undefined;
    for (let at = replay(to, path, target); at; at = at.next(branch)) {
      const { node, standsIn } = at;
      branch = undefined;
      if (standsIn && !stoodIn) {
        stoodIn = true;
        const lack = path.length > 0 ? 'no way along the walked path' : 'no walked path';
        this.#tell(`${lack}: the steps that every way to ${nameOf(target)} passes stand in`);
      }
      this.#along.push(node);
      if (this.#met.has(node)) continue;
      this.#met.add(node);

      const asked = this.#asks(node);
      if (this.#pins(node)) return this.#skips(node);
      if (asked.fields.length > 0 && !this.#values) return NEED_VALUES;
      isOpen ||= !this.#take(node, asked);

      const finding = this.#newForkAt(node);
      if (!finding) continue;
      // What an action finds out may decide the fork.
      const mayChange = isOpen || this.#actions.length > 0;
      const decided: ForkOutcome = mayChange ? OPEN : this.#decide(at, finding);
      switch (decided.kind) {
        case 'on':
          branch = decided.branch;
          break;
        case 'open':
          return this.#certainSkip(at, mayChange) ?? this.#followed(undefined);
        case 'turn':
          return this.#followed(decided.turn);
        case 'need_judgement':
          return this.#certainSkip(at, false) ?? decided;
        default:
          return decided;
      }
    }
    return this.#followed(undefined);
  }

  /** Takes up what a step asks. @returns false where an action that comes before may find out what is missing here */
  #take(node: GraphNode, asked: Asked): boolean {
    if (this.#actions.length === 0) {
      for (const name of asked.fields) this.#need(name, `${nameOf(node)} collects ${name}`);
    } else if (asked.fields.some((name) => !this.#values?.result(name).filled)) {
      return false;
    }
    if (asked.action && !this.#heading.executed.steps.has(node)) this.#actions.push(node);
    else if (asked.checkpoint && !asked.action) this.#tell(`policy: goes on without ${nameOf(node)}`);
    return true;
  }

  #newForkAt(node: GraphNode): ForkFinding | undefined {
    const finding = this.#heading.route?.forks.get(node.ordinal);
    if (!finding) return undefined;
    if (node === this.#heading.staysAt) this.#staysOnWay ??= 'a checkpoint refused the branch';
    const because = this.#undecided(node);
    if (because === undefined) return finding;
    this.#tell(`at ${nameOf(node)}: stays on its way, ${because}`);
    return undefined;
  }

  /** Why a new fork is not decided, if it is not. */
  #undecided(fork: GraphNode): string | undefined {
    const { force_scenario: force } = this.#heading.policyFor(fork);
    return this.#staysOnWay ?? (waivedBy(force).forks ? `the policy forces ${force}` : undefined);
  }

  /** Is it a checkpoint that was not passed, and that the policy does not let anybody skip? */
  #pins(node: GraphNode): boolean {
    return this.#asks(node).checkpoint && this.#heading.policyFor(node).skipped_checkpoints === 'pin';
  }

  #decide(here: Passing, finding: ForkFinding): ForkOutcome {
    const fork = here.node;
    const verdict = decideFork(fork, finding, this.#facts(false));
    if (verdict.kind === 'need_values') return verdict;
    const at = `at ${nameOf(fork)}`;
    const by = (name: string) => this.#need(name, `${nameOf(fork)} decides by ${name}`);
    // What was asked for, or came with this turn, is kept once a decision was taken by it.
    for (const name of verdict.fields) {
      if (this.#values?.wasMissing(name) && this.#values.result(name).filled) by(name);
    }
    switch (verdict.kind) {
      case 'taken':
        return this.#takeBranch(fork, verdict.branch);
      case 'old_branch':
        this.#tell(`${at}: goes on as before`);
        return ON;
      case 'unknown':
        this.#tell(`${at}: stays on its way, ${verdict.because}`);
        return ON;
      case 'needs': {
        const { missing, question } = verdict;
        if (this.#prospect(here, false).same) {
          const what = question ? 'what its conditions come to' : missing.join(', ');
          this.#tell(`${at}: ${what} would make no difference`);
          const [way = 'along'] = this.#waysOn(fork, false, this.#met);
          return way === 'along' ? ON : { kind: 'on', branch: way };
        }
        if (question && this.#isComplete()) return { kind: 'need_judgement', question };
        for (const name of missing) by(name);
        const lack = question ? 'what is asked for before it' : missing.join(', ');
        this.#tell(`${at}: cannot be decided without ${lack}`);
        return OPEN;
      }
    }
  }

  /** Is everything there that the way to here asks for? Nothing is judged before: it may tell something. */
  #isComplete(): boolean {
    return [...this.#fields.keys()].every((name) => this.#values?.result(name).filled);
  }

  #facts(mayChange: boolean): ForkFacts {
    const { judges, understood } = this.#situation;
    const verdicts = judges ? (understood?.verdicts ?? NO_VERDICTS) : undefined;
    return { to: this.#heading.to, values: this.#values, verdicts, mayChange };
  }

  #takeBranch(fork: GraphNode, way: Way): ForkOutcome {
    const branch = this.#heading.to.graph.node(way.to);
    const because = `at ${nameOf(fork)} ${way.condition === '' ? 'otherwise' : `"${way.condition}"`}`;
    if (this.#leadsBack(fork, way, this.#met)) {
      this.#tell(`${because} leads back to ${nameOf(branch)}: stays on its way`);
      return ON;
    }
    if (!this.#leadsAway(branch)) {
      this.#tell(`${because} leads on to ${nameOf(branch)}`);
      return { kind: 'on', branch };
    }
    const checkpoint = this.#heading.checkpoints.aheadOf(branch);
    if (checkpoint && this.#isRefused(branch)) {
      return { kind: 'refused', fork, block: { checkpoint, refused: branch }, trace: this.#trace };
    }
    this.#tell(`${because} leads away, to ${nameOf(branch)}`);
    const reason = `${because} leads to ${nameOf(branch)}`;
    return { kind: 'turn', turn: { to: branch, reason, overridden: checkpoint } };
  }

  /** Does no forward way lead from there to the target? None ever leads to what the entry does not reach. */
  #leadsAway(branch: GraphNode): boolean {
    const { to, target } = this.#heading;
    return target.reachable && branch !== target && !to.forward.isBefore(branch.ordinal, target.ordinal);
  }

  #leadsBack(fork: GraphNode, way: Way, met: ReadonlySet<GraphNode>): boolean {
    const { to, target } = this.#heading;
    const isForward = to.forward.successors[fork.ordinal]?.includes(way.to) ?? false;
    const branch = to.graph.node(way.to);
    return !isForward || (branch !== target && met.has(branch));
  }

  /** Does a passed checkpoint forbid to go there? */
  #isRefused(branch: GraphNode): boolean {
    const { block_teleport_past_checkpoint: blocks } = this.#situation.config.checkpoints;
    return blocks && this.#heading.checkpoints.aheadOf(branch) !== undefined;
  }

  /** What pins whatever becomes of an open fork. */
  #certainSkip(fork: Passing, mayChange: boolean): SkipsCheckpoint | undefined {
    const { skipped } = this.#prospect(fork, mayChange);
    return skipped && this.#skips(skipped);
  }

  #prospect(fork: Passing, mayChange: boolean): Prospect {
    const { steps: executed } = this.#heading.executed;
    const isMissing = (name: string) => !this.#values?.result(name).filled;
    return prospectOf(fork, mayChange, this.#met, {
      asks: (node) => {
        const { fields, action, checkpoint } = this.#asks(node);
        return fields.some(isMissing) || (action && !executed.has(node)) || checkpoint;
      },
      acts: (node) => this.#asks(node).action && !executed.has(node),
      skips: (node) => this.#pins(node),
      waysOn: (node, unsure, met) => this.#waysOn(node, unsure, met),
    });
  }

  /** Where it may go on from a step: along the way or to a branch; nowhere if it may be led away. */
  #waysOn(node: GraphNode, mayChange: boolean, met: ReadonlySet<GraphNode>): readonly WayOn[] {
    const { route } = this.#heading;
    const finding = this.#undecided(node) === undefined ? route?.forks.get(node.ordinal) : undefined;
    if (!finding) return ALONG;
    const verdict = decideFork(node, finding, this.#facts(mayChange));
    switch (verdict.kind) {
      case 'need_values':
        return [];
      case 'old_branch':
      case 'unknown':
        return ALONG;
      case 'taken':
        return this.#branches(node, [verdict.branch], met);
      case 'needs': {
        const branches = this.#branches(node, verdict.possible, met);
        return branches.length > 0 && verdict.mayStay ? [...ALONG, ...branches] : branches;
      }
    }
  }

  #branches(fork: GraphNode, ways: readonly Way[], met: ReadonlySet<GraphNode>): readonly WayOn[] {
    const { why } = this.#heading;
    const branches = ways.map((way): WayOn | 'away' => {
      if (this.#leadsBack(fork, way, met)) return 'along';
      const branch = this.#heading.to.graph.node(way.to);
      if (!this.#leadsAway(branch)) return branch;
      return why === 'own_image' && this.#isRefused(branch) ? 'along' : 'away';
    });
    const on = branches.filter((each) => each !== 'away');
    return on.length === branches.length ? on : [];
  }

  #skips(node: GraphNode): SkipsCheckpoint {
    return { kind: 'skips_checkpoint', node, trace: this.#trace };
  }

  #followed(turn: Turn | undefined): Followed {
    return {
      kind: 'followed',
      along: this.#along,
      fields: [...this.#fields.values()],
      actions: this.#actions,
      turn,
      values: this.#values,
      trace: this.#trace,
    };
  }

  #need(name: string, because: string): void {
    if (!this.#fields.has(name)) this.#fields.set(name, { name, because });
  }

  #tell(line: string): void {
    this.#trace.push(line);
  }
}

/** What a new fork means for the way. */
type ForkOutcome =
  | { readonly kind: 'on'; readonly branch?: GraphNode }
  | { readonly kind: 'open' }
  | { readonly kind: 'turn'; readonly turn: Turn }
  | Refused
  | NeedValues
  | NeedJudgement;

const ON: ForkOutcome = { kind: 'on' };
const OPEN: ForkOutcome = { kind: 'open' };
const NO_VERDICTS: Verdicts = new Map();

const nameOf = ({ step }: GraphNode): string => `"${step.name}"`;

/** A jump cuts the path at the last step that leads to the target. */
function cutBefore(
  target: GraphNode,
  path: readonly GraphNode[],
  { forward }: MappedGraph,
): readonly GraphNode[] {
  return path.slice(0, path.findLastIndex((node) => forward.isBefore(node.ordinal, target.ordinal)) + 1);
}
