import { readFileSync } from 'node:fs';
import { buildGraph, type ScenarioGraph } from '../../lib/scenario/graph.ts';
import { type ScenarioInput, ScenarioInputSchema } from '../../lib/scenario/model.ts';

/** The published histories in `flows/`, with how many versions each has. */
export const FLOWS = {
  'edd-reminders': 10,
  'intro-and-welcome': 7,
  'profile-classifier': 6,
  'transfer-money': 4,
  'video-call-escalation': 3,
} as const;

export type FlowName = keyof typeof FLOWS;
const FLOW_NAMES = Object.keys(FLOWS) as FlowName[];

export const flowFile = (name: FlowName, version: number): URL =>
  new URL(`../../flows/${name}/v${version}.json`, import.meta.url);

export const flow = (name: FlowName, version: number): ScenarioInput =>
  ScenarioInputSchema.parse(JSON.parse(readFileSync(flowFile(name, version), 'utf8')));

export const flowGraph = (name: FlowName, version: number): ScenarioGraph => buildGraph(flow(name, version));

/** Every version of every flow with the one after it. */
export const VERSION_PAIRS: readonly (readonly [name: FlowName, from: number, to: number])[] =
  FLOW_NAMES.flatMap((name) =>
    Array.from({ length: FLOWS[name] - 1 }, (_, at) => [name, at + 1, at + 2] as const),
  );
