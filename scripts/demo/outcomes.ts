import type { Cell } from '../diff/table.ts';
import { type Books, type Deployed, type Entry, HOW_MOVED, type HowMoved } from './books.ts';
import type { Customer } from './customer.ts';
import { number, type Screen } from './screen.ts';
import { countBy } from './tally.ts';

const HEADING: Readonly<Record<HowMoved, string>> = {
  silently: 'SILENT',
  'after a question': 'ASKED',
  relocated: 'RELOCATED',
  're-routed': 'RE-ROUTED',
};

const count = (value: number): Cell => ({ text: value === 0 ? '-' : number(value), right: true });

/** What each deployment has come to, turn by turn. */
export function showReleases(books: Books, screen: Screen): void {
  const columns: readonly (readonly [string, (plan: Deployed, entries: readonly Entry[]) => number])[] = [
    ['MARKED', (plan) => plan.marked],
    ...HOW_MOVED.map(
      (how) => [HEADING[how], (_: Deployed, entries: readonly Entry[]) => movedThus(entries, how)] as const,
    ),
    ['PINNED', (_, entries) => ofKind(entries, 'pinned')],
    ['BLOCKED', (_, entries) => entries.filter((each) => each.blocked).length],
    ['LEFT', (_, entries) => ofKind(entries, 'left_scenario')],
    ['QUESTIONS', (_, entries) => ofKind(entries, 'asked')],
    ['OPEN', (plan) => books.pending(plan)],
    [
      'COMPOSITE',
      (_, entries) => entries.filter((each) => each.outcome.kind === 'moved' && each.over > 1).length,
    ],
  ];
  const rows = books.deployed.map((plan): Cell[] => {
    const entries = books.entriesOf(plan.planId);
    return [
      { text: `${plan.flow} ${plan.from} -> ${plan.to}` },
      ...columns.map(([, value]) => count(value(plan, entries))),
    ];
  });
  screen.table(['RELEASE', ...columns.map(([heading]) => heading)], rows);
  screen.say(
    'SILENT to RE-ROUTED: how sessions moved. QUESTIONS: turns that asked. OPEN: marked, no decision yet.',
    'BLOCKED: refused to go back before a checkpoint that was passed; they are also counted where they stayed.',
    'COMPOSITE: of those that moved, over several versions at once.',
  );
}

/** Over how many versions sessions moved at once. */
export function showSpans(flows: readonly string[], books: Books, screen: Screen): void {
  const spans = flows.map((flow) => {
    const plans = new Set(books.plansOf(flow).map(({ planId }) => planId));
    const moves = books.entries.filter(
      ({ planId, outcome }) => outcome.kind === 'moved' && plans.has(planId ?? ''),
    );
    return countBy(moves.map(({ over }) => String(over)));
  });
  const longest = Math.max(1, ...spans.flatMap((counts) => Object.keys(counts).map(Number)));
  const lengths = Array.from({ length: longest }, (_, at) => String(at + 1));
  screen.table(
    ['MOVED AT ONCE OVER', ...lengths.map((length) => (length === '1' ? '1 VERSION' : length))],
    flows.map((flow, at) => [{ text: flow }, ...lengths.map((length) => count(spans[at]?.[length] ?? 0))]),
  );
}

const ofKind = (entries: readonly Entry[], kind: Entry['outcome']['kind']): number =>
  entries.filter(({ outcome }) => outcome.kind === kind).length;

const movedThus = (entries: readonly Entry[], how: HowMoved): number =>
  entries.filter(({ outcome }) => outcome.kind === 'moved' && outcome.how === how).length;

/** Ids of the flows that they are in. */
export const flowsOf = (customers: readonly Customer[]): string[] => [
  ...new Set(customers.map(({ flow }) => flow.id)),
];

const LEFT_SCENARIO = 'left the scenario';
const STILL_ASKED = 'left: still asked';
const NOT_BACK = 'left: not come back';

/** Where every customer is in the end: each once. */
export function showCustomers(customers: readonly Customer[], books: Books, screen: Screen): void {
  const flows = flowsOf(customers);
  const counts = new Map(
    flows.map((flow) => [
      flow,
      countBy(customers.filter((each) => each.flow.id === flow).map((each) => stateOf(each, books))),
    ]),
  );
  const pins = [...counts.values()].flatMap((states) => Object.keys(states)).filter(isPin);
  const states = [
    ...HOW_MOVED.map(moved),
    ...[...new Set(pins)].sort(),
    LEFT_SCENARIO,
    STILL_ASKED,
    NOT_BACK,
  ];
  const row = (name: string, of: (flow: string) => number): Cell[] => [
    { text: name },
    ...flows.map((flow) => count(of(flow))),
    count(flows.reduce((sum, flow) => sum + of(flow), 0)),
  ];
  screen.table(
    ['NOW', ...flows, 'ALL'],
    [
      ...states.map((state) => row(state, (flow) => counts.get(flow)?.[state] ?? 0)),
      row('customers', (flow) => customers.filter((each) => each.flow.id === flow).length),
    ],
  );
}

const moved = (how: HowMoved): string => `moved ${how}`;
const isPin = (state: string): boolean => state.startsWith('pinned');

/** By the decision for the version that is published now; somebody who moved, by the most that a move came to. */
function stateOf({ flow, sessionId }: Customer, books: Books): string {
  const last = books.last(sessionId);
  if (last?.outcome.kind === 'left_scenario') return LEFT_SCENARIO;
  if (!last || last.forVersion !== books.plansOf(flow.id).at(-1)?.to) return NOT_BACK;
  switch (last.outcome.kind) {
    case 'moved':
      return moved(mostNoticed(books.entriesOfSession(sessionId)));
    case 'pinned':
      return `pinned: ${last.outcome.reason.replaceAll('_', ' ')}`;
    case 'asked':
      return STILL_ASKED;
  }
}

function mostNoticed(entries: readonly Entry[]): HowMoved {
  const moves = entries.flatMap(({ outcome }) => (outcome.kind === 'moved' ? [outcome.how] : []));
  return HOW_MOVED.findLast((how) => moves.includes(how)) ?? 'silently';
}
