import * as z from 'zod';
import { inParallel } from '../../lib/in-parallel.ts';
import type { MigrationEvent } from '../../lib/session/model.ts';
import { Api } from './api.ts';
import { Books } from './books.ts';
import { Checks, checkPlan, checkSessions } from './checks.ts';
import { comeBack, type Lines } from './conversation.ts';
import type { Customer } from './customer.ts';
import { Engine } from './engine.ts';
import { type Flow, readFlow } from './flow.ts';
import { flowsOf, showCustomers, showReleases, showSpans } from './outcomes.ts';
import { CHANNELS, imagine, settleIn } from './population.ts';
import { Random } from './random.ts';
import { publish, type Staff } from './release.ts';
import { neededBy, showNeeded } from './said.ts';
import { number, type Screen, seconds, some } from './screen.ts';
import { type Chapter, FLOWS, STORY } from './story.ts';
import { countBy } from './tally.ts';

const TENANT = 'demo';
/** Turns at the same time. */
const AT_ONCE = 8;

/**
 * Plays the story from the first versions to the last.
 * @returns whether the system says of itself what happened
 */
export async function perform(
  options: { readonly sessions: number; readonly seed: number },
  url: string,
  screen: Screen,
): Promise<boolean> {
  const began = performance.now();
  const [operator, approver, engineApi] = await Promise.all([
    Api.signIn(url, TENANT, 'olga', ['migrations:read', 'migrations:write', 'migrations:deploy']),
    Api.signIn(url, TENANT, 'ansel', ['migrations:read', 'migrations:approve']),
    Api.signIn(url, TENANT, 'conversation-engine', ['engine']),
  ]);
  const staff: Staff = { operator, approver };
  const flows = await Promise.all(FLOWS.map(({ id, versions, own }) => readFlow(id, versions, own)));
  const random = new Random(options.seed);
  const engine = new Engine(url);
  try {
    const customers = await populate(flows, options.sessions, random, staff, engineApi, screen);
    const lines: Lines = {
      tenant: TENANT,
      engine,
      api: engineApi,
      books: new Books(),
      repeated: { turns: 0, answeredAlike: 0 },
    };
    for (const chapter of STORY) await play(chapter, flows, customers, staff, lines, random, screen);
    const agreed = await closeBooks(customers, lines, operator, screen);
    screen.say('', `${seconds(performance.now() - began)} since the local stack was ready`);
    return agreed;
  } finally {
    engine.close();
  }
}

/** Registers the first versions and brings everybody in. */
async function populate(
  flows: readonly Flow[],
  total: number,
  random: Random,
  { operator }: Staff,
  engine: Api,
  screen: Screen,
): Promise<Customer[]> {
  screen.chapter('First versions');
  const shares = sharesOf(total);
  const customers = flows.flatMap((flow, index) => imagine(flow, shares[index] ?? 0, random.of(index)));
  for (const flow of flows) {
    const [first] = flow.versions;
    await operator.post('/scenarios', z.unknown(), { scenario_id: flow.id, ...first?.scenario });
    const people = customers.filter((customer) => customer.flow === flow);
    const steps = new Set(people.map(({ walk }) => walk.at(-1)?.node.id)).size;
    screen.say(
      `${flow.id.padEnd(20)} ${some(first?.nodes.length ?? 0, 'step').padStart(9)}, ` +
        `${some(people.length, 'customer').padStart(15)} at ${some(steps, 'step')}`,
    );
  }
  const now = new Date();
  await together('arrived', customers, screen, (customer) => settleIn(customer, engine, now));
  const channels = countBy(customers.map(({ channel }) => channel));
  screen.say(
    Object.keys(CHANNELS)
      .map((channel) => `${number(channels[channel] ?? 0)} by ${channel}`)
      .join(', '),
    `ages up to ${Math.round(Math.max(...customers.map(({ ageDays }) => ageDays)))} days; ` +
      `${number(customers.filter(({ walksHere }) => walksHere).length)} walked here visit by visit, the others ` +
      `are imported with their history; ${number(customers.filter(({ facts }) => facts.length > 0).length)} profiles`,
  );
  return customers;
}

/** Whole numbers of customers in the flows' shares; the first flow takes what is left over. */
function sharesOf(total: number): number[] {
  const [, ...others] = FLOWS.map(({ share }) => Math.floor(total * share));
  return [total - others.reduce((sum, count) => sum + count, 0), ...others];
}

/** Publishes a chapter's versions, then lets customers come back. */
async function play(
  chapter: Chapter,
  flows: readonly Flow[],
  customers: readonly Customer[],
  staff: Staff,
  lines: Lines,
  random: Random,
  screen: Screen,
): Promise<void> {
  screen.chapter(chapter.title);
  for (const release of chapter.releases) {
    const flow = flows.find(({ id }) => id === release.flow);
    if (flow) await publish(release, flow, customers, staff, lines.books, screen);
  }
  const { books } = lines;
  const before = books.entries.length;
  const changed = new Set(chapter.releases.map(({ flow }) => flow));
  const back = random
    .shuffled(customers)
    .filter(
      ({ flow, sessionId, staysAway, random: own }) =>
        changed.has(flow.id) &&
        books.last(sessionId)?.outcome.kind !== 'left_scenario' &&
        own.chance(chapter.comeBack) &&
        (chapter.everybody || !staysAway),
    );
  screen.section('Customers write again');
  await together('came back', back, screen, (customer) => comeBack(customer, chapter.goOn, lines));
  const kinds = countBy(books.entries.slice(before).map(({ outcome }) => outcome.kind));
  screen.say(
    `${number(kinds.moved ?? 0)} moved, ${number(kinds.asked ?? 0)} times something was asked, ` +
      `${number(kinds.pinned ?? 0)} stay where they are, ${number(kinds.left_scenario ?? 0)} left`,
  );
}

async function together(
  label: string,
  customers: readonly Customer[],
  screen: Screen,
  act: (customer: Customer) => Promise<void>,
): Promise<void> {
  const progress = screen.progress(label);
  let done = 0;
  await inParallel(customers, AT_ONCE, async (customer) => {
    await act(customer);
    done += 1;
    progress.at(done, customers.length);
  });
  progress.done(some(customers.length, 'customer'));
}

/** Shows what became of everybody, and holds it against what the system says. */
async function closeBooks(
  customers: readonly Customer[],
  { books, repeated, api }: Lines,
  operator: Api,
  screen: Screen,
): Promise<boolean> {
  screen.chapter('Is it true?');
  const checks = new Checks(screen);
  const events: MigrationEvent[] = [];
  for (const plan of books.deployed) events.push(...(await checkPlan(plan, books, operator, checks)));
  await checkSessions(customers, books, api, checks);
  checks.same(
    `${some(repeated.turns, 'turn')} sent again after a lost answer: answered alike, counted once`,
    repeated.turns,
    repeated.answeredAlike,
  );
  screen.chapter('What became of whom');
  showReleases(books, screen);
  screen.say('');
  showSpans(flowsOf(customers), books, screen);
  screen.say('');
  showCustomers(customers, books, screen);
  screen.say('');
  showNeeded(neededBy(events), screen);
  return checks.failed === 0;
}
