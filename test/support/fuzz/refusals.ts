import { isDeepStrictEqual } from 'node:util';
import { inParallel } from '../../../lib/in-parallel.ts';
import type { StoredItem } from '../database.ts';
import { type Exchange, isRefused } from './exchange.ts';
import { WIDTH } from './lanes.ts';
import { asCommand, filled, type RawRequest } from './request.ts';
import type { World } from './world.ts';

/** What is refused may be good the next time, once something else has changed. */
const PASSES = 4;

/**
 * Sees to it that requests which are refused write nothing: sent once more by themselves, they leave everything as
 * it was. Those that go well this time prove nothing and are left out, and the others sent again. What competes for
 * the same thing (plans for a pair of versions) takes turns for ever: at last, conflicts are left out as well.
 */
export async function expectNothingWritten(
  refused: readonly RawRequest[],
  exchange: Exchange,
  world: Tried,
): Promise<void> {
  let rest = refused;
  for (let pass = 1; pass <= PASSES; pass += 1) {
    const before = await world.items();
    const { still, conflicts, taken } = await sendAll(rest, exchange, world);
    const after = await world.items();
    if (same(before, after)) return;
    if (taken === 0) throw new Error(await culprit(rest, exchange, world, difference(before, after)));
    rest = pass < PASSES - 1 ? [...still, ...conflicts] : still;
  }
  throw new Error(`some requests were refused and taken in turns, ${PASSES} times`);
}

type Tried = Pick<World, 'items' | 'placeholders' | 'sender'>;

async function sendAll(requests: readonly RawRequest[], exchange: Exchange, { placeholders }: Tried) {
  const still: RawRequest[] = [];
  const conflicts: RawRequest[] = [];
  await inParallel([...requests.entries()], WIDTH, async ([at, request]) => {
    const answer = await exchange.send(filled(request, placeholders(at)));
    if (isRefused(answer)) (answer.status === 409 ? conflicts : still).push(request);
  });
  return { still, conflicts, taken: requests.length - still.length - conflicts.length };
}

/** Which of them it was: half of those that it may be is tried, again and again. */
async function culprit(
  requests: readonly RawRequest[],
  exchange: Exchange,
  world: Tried,
  seen: string,
): Promise<string> {
  let suspects = requests;
  while (suspects.length > 1) {
    const half = suspects.slice(0, Math.ceil(suspects.length / 2));
    const before = await world.items();
    await sendAll(half, exchange, world);
    suspects = same(before, await world.items()) ? suspects.slice(half.length) : half;
  }
  const [last] = suspects;
  if (!last) return `something was written beside refused requests: ${seen}`;
  const sent = filled(last, world.placeholders(0));
  const before = await world.items();
  const { status, text } = await exchange.send(sent);
  const written = difference(before, await world.items());
  const command = asCommand(exchange.url, sent, world.sender.token);
  return `${command}\nwas refused with ${status} ${text}\nand wrote ${written}; of all refused together: ${seen}`;
}

const same = (a: unknown, b: unknown): boolean => isDeepStrictEqual(a, b);

function difference(before: readonly StoredItem[], after: readonly StoredItem[]): string {
  const old = new Map(before.map((item) => [`${item.pk} ${item.sk}`, item]));
  const written = after.filter((item) => !same(old.get(`${item.pk} ${item.sk}`), item));
  const kept = new Set(after.map(({ pk, sk }) => `${pk} ${sk}`));
  const removed = [...old.keys()].filter((key) => !kept.has(key));
  return JSON.stringify({ written, removed }).slice(0, 2_000);
}
