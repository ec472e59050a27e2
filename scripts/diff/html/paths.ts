import type { Point } from './layout.ts';

/** How far a line's corners are rounded. */
const CORNER = 6;

/** A path along points, with rounded corners. */
export function pathOf(points: readonly Point[]): string {
  const [start, ...rest] = points;
  const end = rest.pop();
  if (!start || !end) return '';
  const towards = (from: Point, to: Point): string => {
    const length = Math.hypot(to.x - from.x, to.y - from.y);
    const share = length === 0 ? 0 : Math.min(CORNER, length / 2) / length;
    return at({ x: from.x + (to.x - from.x) * share, y: from.y + (to.y - from.y) * share });
  };
  const corners = rest.map((corner, index) => {
    const [before, after] = [index === 0 ? start : rest[index - 1], rest[index + 1] ?? end];
    return `L${towards(corner, before ?? start)}Q${at(corner)} ${towards(corner, after)}`;
  });
  return `M${at(start)}${corners.join('')}L${at(end)}`;
}

const at = ({ x, y }: Point): string => `${round(x)},${round(y)}`;
/** Tenths of a pixel are fine enough, and short. */
export const round = (value: number): number => Math.round(value * 10) / 10;
