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

export function flow(name: FlowName, version: number): ScenarioInput {
  const file = new URL(`../../flows/${name}/v${version}.json`, import.meta.url);
  return ScenarioInputSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
}

export const flowGraph = (name: FlowName, version: number): ScenarioGraph => buildGraph(flow(name, version));
