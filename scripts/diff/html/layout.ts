import ELK, { type ElkExtendedEdge, type ElkNode } from 'elkjs/lib/elk.bundled.js';
import type { Line } from './lines.ts';

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Box extends Point {
  readonly width: number;
  readonly height: number;
}

/** Where everything is: the same place for a step and its image, in the drawings of both versions. */
export interface Layout {
  readonly width: number;
  readonly height: number;
  /** By number of the step. */
  readonly boxes: ReadonlyMap<number, Box>;
  readonly routes: ReadonlyMap<Line, readonly Point[]>;
}

/**
 * Layers from top to bottom, lines at right angles. The model order is the flow's: the entry is on top, lines that
 * lead back do so in the flow as well, and branches keep the order in which they are tried.
 */
const OPTIONS: Readonly<Record<string, string>> = {
  'elk.algorithm': 'layered',
  'elk.direction': 'DOWN',
  'elk.edgeRouting': 'ORTHOGONAL',
  'elk.aspectRatio': '0.7',
  'elk.padding': '[top=24,left=24,bottom=24,right=24]',
  'elk.layered.cycleBreaking.strategy': 'MODEL_ORDER',
  'elk.layered.considerModelOrder.strategy': 'NODES_AND_EDGES',
  'elk.layered.considerModelOrder.components': 'MODEL_ORDER',
  'elk.layered.nodePlacement.strategy': 'NETWORK_SIMPLEX',
  'elk.spacing.nodeNode': '20',
  'elk.spacing.edgeNode': '14',
  'elk.spacing.edgeEdge': '10',
  'elk.layered.spacing.nodeNodeBetweenLayers': '30',
  'elk.layered.spacing.edgeNodeBetweenLayers': '14',
  'elk.layered.spacing.edgeEdgeBetweenLayers': '9',
};

/**
 * Lays out both versions as one graph, so that what they share is in the same place of both drawings.
 * @param sizes of the steps that are drawn, in the order of the flow
 */
export async function layOut(
  sizes: ReadonlyMap<number, Pick<Box, 'width' | 'height'>>,
  lines: readonly Line[],
): Promise<Layout> {
  const edges = lines.map((line, at): ElkExtendedEdge => {
    return { id: `line-${at}`, sources: [idOf(line.from)], targets: [idOf(line.to)] };
  });
  const children = [...sizes].map(([number, size]): ElkNode => ({ id: idOf(number), ...size }));
  const graph: ElkNode = { id: 'graph', layoutOptions: { ...OPTIONS }, children, edges };
  const {
    width = 0,
    height = 0,
    children: placed = [],
    edges: routed = [],
  } = await new ELK.default().layout(graph);

  const boxes = new Map<number, Box>();
  [...sizes].forEach(([number, size], at) => {
    const { x = 0, y = 0 } = placed[at] ?? {};
    boxes.set(number, { x, y, ...size });
  });
  const routes = new Map<Line, readonly Point[]>();
  lines.forEach((line, at) => {
    const points = (routed[at]?.sections ?? []).flatMap(({ startPoint, bendPoints = [], endPoint }) => [
      startPoint,
      ...bendPoints,
      endPoint,
    ]);
    routes.set(line, points);
  });
  return { width, height, boxes, routes };
}

const idOf = (number: number): string => `step-${number}`;
