import * as z from 'zod';
import { indexGraph, type ScenarioGraph } from '../scenario/graph.ts';
import type { Step } from '../scenario/model.ts';
import { type MappedGraph, mapGraph } from './route.ts';

const OutlineStepSchema = z.tuple([
  z.string().describe('id'),
  z.string().describe('name'),
  z.string().describe('content hash'),
  z.array(z.string()).describe('fields that it collects'),
  z.boolean().describe('is a required action'),
  z.boolean().describe('is a checkpoint'),
  z
    .array(z.tuple([z.int(), z.string(), z.array(z.string())]))
    .describe('ways on, in the order in which they are tried: ordinal, condition, fields'),
]);

/**
 * What a decision needs of the version that a plan leads from, by ordinal: which steps there are, what they ask, how
 * they hang together; no texts, rules or tools. It lies beside the match table and is read only when the version is
 * gone, and its plan is not: then the net change to any later version is still known exactly.
 */
export const OutlineSchema = z.object({
  version: z.int(),
  checksum: z.string(),
  entry: z.int(),
  steps: z.array(OutlineStepSchema),
});
export type Outline = z.infer<typeof OutlineSchema>;

export const outlineOf = ({ scenario, entry, nodes }: ScenarioGraph, checksum: string): Outline => ({
  version: scenario.version,
  checksum,
  entry: entry.ordinal,
  steps: nodes.map(({ id, step, hash, ways }) => [
    id,
    step.name,
    hash,
    step.collects_profile_fields,
    step.is_required_action,
    step.is_checkpoint,
    ways.map(({ to, condition, fields }) => [to, condition, [...fields]]),
  ]),
});

/** The version again, as far as decisions look at it. */
export function graphOfOutline({ version, checksum, entry, steps }: Outline): MappedGraph {
  const idOf = (ordinal: number): string => steps[ordinal]?.[0] ?? '';
  const hashes = new Map(steps.map(([id, , hash]) => [id, hash]));
  const graph = indexGraph(
    {
      name: `outline of version ${version}`,
      version,
      entry_step_id: idOf(entry),
      steps: steps.map(
        ([id, name, , fields, isAction, isCheckpoint, ways]): Step => ({
          id,
          name,
          description: '',
          transitions: ways.map(([to, condition, names]) => ({
            to_step_id: idOf(to),
            condition_text: condition,
            condition_fields: names,
            priority: 0,
          })),
          rule_ids: [],
          template_ids: [],
          tool_ids: [],
          collects_profile_fields: fields,
          performs_action: isAction,
          is_required_action: isAction,
          is_checkpoint: isCheckpoint,
          is_terminal: ways.length === 0,
        }),
      ),
    },
    ({ id }) => hashes.get(id) ?? '',
  );
  return mapGraph(version, checksum, graph);
}
