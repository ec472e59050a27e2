import {
  branchesAway,
  type CompactAnchor,
  type CompactFork,
  type CompactMap,
  rowsAmong,
} from '../../diff/compact-map.ts';
import { type AnchorPlace, evaluatesForks, type Facts } from './facts.ts';

/** The anchors that have something inserted upstream, and by which rows of the map's table. */
export interface Upstream {
  readonly places: readonly AnchorPlace[];
  /** Ascending. */
  readonly rows: readonly number[];
}

interface Finding {
  readonly places: AnchorPlace[];
  readonly rows: Set<number>;
}

/**
 * The anchors that have insertions upstream, by what matters about an insertion: itself, the fields it names, ...
 * Most insertions matter to no rule, so only the others are looked for.
 *
 * @param labelsOf what matters about a row of the table; nothing for most
 * @returns in the order of the rows
 */
export function anchorsBeyond<Label>(
  map: CompactMap,
  places: readonly AnchorPlace[],
  labelsOf: (row: number) => readonly Label[],
): ReadonlyMap<Label, Upstream> {
  const found = new Map<Label, Finding>();
  const findings = map.inserted_nodes.map((_, row) =>
    labelsOf(row).map((label) => {
      const finding = found.get(label) ?? { places: [], rows: new Set() };
      found.set(label, finding);
      return finding;
    }),
  );
  const mattering = findings.flatMap((each, row) => (each.length > 0 ? [row] : []));
  const upstreamOf = ({ up: [always, pathDependent] }: CompactAnchor): readonly Finding[] => {
    const present = new Set<Finding>();
    for (const row of [always, pathDependent].flatMap((set) => rowsAmong(map, set, mattering))) {
      for (const finding of findings[row] ?? []) {
        present.add(finding);
        finding.rows.add(row);
      }
    }
    return [...present];
  };
  eachWith(
    places,
    ({ up: [always, pathDependent] }) => `${always} ${pathDependent}`,
    upstreamOf,
    (place, present) => {
      for (const finding of present) finding.places.push(place);
    },
  );
  return new Map(
    [...found].flatMap(([label, { places: beyond, rows }]) =>
      beyond.length > 0 ? [[label, { places: beyond, rows: [...rows].sort((a, b) => a - b) }]] : [],
    ),
  );
}

/** The new forks that are decided for somebody, with the anchors that a branch leads away from; in the table's order. */
export function decidedForks({
  diff: { map },
  moving,
}: Facts): ReadonlyMap<CompactFork, readonly AnchorPlace[]> {
  const found = new Map<CompactFork, AnchorPlace[]>(map.new_forks.map((fork) => [fork, []]));
  const forksOf = (anchor: CompactAnchor): ReadonlySet<CompactFork> => {
    const forks = new Set<CompactFork>();
    for (const { fork } of branchesAway(map, anchor)) forks.add(fork);
    return forks;
  };
  eachWith(
    moving.filter(evaluatesForks),
    ({ away, up }) => `${away} ${up[3]}`,
    forksOf,
    (place, forks) => {
      for (const fork of forks) found.get(fork)?.push(place);
    },
  );
  return new Map([...found].filter(([, beyond]) => beyond.length > 0));
}

/**
 * Visits places with what their sets tell. Anchors share sets, so that is found out once for all that do; where each
 * has sets of its own, it is not kept, for it would be as much as the lists that the map avoids.
 */
function eachWith<Found>(
  places: readonly AnchorPlace[],
  keyOf: (anchor: CompactAnchor) => string,
  find: (anchor: CompactAnchor) => Found,
  visit: (place: AnchorPlace, found: Found) => void,
): void {
  const sharing = Map.groupBy(places, (place) => keyOf(place.anchor));
  const shared = new Map<string, Found>();
  for (const place of places) {
    const key = keyOf(place.anchor);
    const found = shared.get(key) ?? find(place.anchor);
    if ((sharing.get(key)?.length ?? 0) > 1) shared.set(key, found);
    visit(place, found);
  }
}
