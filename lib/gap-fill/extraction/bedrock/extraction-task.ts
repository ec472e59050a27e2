import * as z from 'zod';
import { displayName } from '../../../scenario/display-name.ts';
import type { FieldDefinition } from '../../../scenario/model.ts';
import { type ExtractionRequest, type Finding, UnusableAnswer, type WantedField } from '../provider.ts';
import { asData, conversationData, RULES } from './conversation-data.ts';
import type { Task } from './converse.ts';
import { objectOf, type Schema } from './schema.ts';

const SYSTEM = `${RULES}

Report the values that the customer has given for the fields of the tool.
- Only what the customer says counts, about themselves and about this matter: not what others say or propose, unless
  the customer agrees to it; not values of other people.
- The last word counts: where the customer corrects a value, report the correction.
- Leave out every field that the customer gave no value for. Never guess, and never complete.
- "quote" is the customer's own words that give the value, copied letter by letter from one message, and no more of
  it than is needed.
- "value" is the value as the field's description wants it. A relative date counts from its message's "at", in
  "time_zone"; leave it out where either is missing.
- "confidence" is how sure you are, from 0 to 1: 0.95 and more only where the words leave no doubt.`;

/** Enough for a value and its quote; more fields, more room. */
const TOKENS_PER_FIELD = 150;
const MAX_TOKENS = 8_000;

/** What stands for a field in the tool: names of fields may have any characters, names of a tool's input may not. */
const aliasOf = (index: number): string => `field_${index + 1}`;

const ToolInputSchema = z.record(z.string(), z.unknown());
/** What is not as it should be is left empty, and refused for that later. */
const EntrySchema = z.object({
  value: z.unknown(),
  confidence: z.number().catch(Number.NaN),
  quote: z.string().catch(''),
});

/** Looking for values, as a task for a model. */
export function extractionTask(
  request: ExtractionRequest,
): Task & { read(toolInput: unknown): readonly Finding[] } {
  const { fields } = request;
  const names = new Map(fields.map(({ name }, index) => [aliasOf(index), name]));
  return {
    system: SYSTEM,
    data: asData(conversationData(request)),
    tool: {
      name: 'report_values',
      description: 'Reports the values that the customer gave.',
      input: objectOf(Object.fromEntries(fields.map((field, index) => [aliasOf(index), schemaOf(field)])), {
        required: [],
      }),
    },
    maxTokens: Math.min(MAX_TOKENS, 200 + TOKENS_PER_FIELD * fields.length),
    read(toolInput) {
      const { data } = ToolInputSchema.safeParse(toolInput);
      if (!data) throw new UnusableAnswer('the tool’s input is no object');
      return Object.entries(data)
        .filter(([, entry]) => entry !== null)
        .map(([alias, entry]) => ({
          field_name: names.get(alias) ?? '',
          ...(EntrySchema.safeParse(entry).data ?? { value: undefined, confidence: Number.NaN, quote: '' }),
        }));
    },
  };
}

function schemaOf(field: WantedField): Schema {
  return objectOf(
    {
      value: valueSchema(field.definition),
      confidence: { type: 'number', description: 'From 0 to 1.' },
      quote: { type: 'string', description: 'The customer’s own words.' },
    },
    { description: describe(field) },
  );
}

function valueSchema(definition: FieldDefinition | undefined): Schema {
  switch (definition?.type) {
    case 'number':
    case 'integer':
    case 'boolean':
      return { type: definition.type };
    case 'date':
      return { type: 'string', description: 'YYYY-MM-DD' };
    case 'phone':
      return { type: 'string', description: 'With its country code, such as +436641234567.' };
    default:
      return { type: 'string', ...(definition?.enum_values && { enum: [...definition.enum_values] }) };
  }
}

/** What the operator says about a field. */
function describe({ name, definition }: WantedField): string {
  const { prompt, extraction_hints: hints, examples = [], pattern, minimum, maximum } = definition ?? {};
  return [
    displayName(name, definition),
    prompt && `asked for as: ${prompt}`,
    hints,
    examples.length > 0 && `for example: ${examples.join('; ')}`,
    pattern !== undefined && `matches ${pattern}`,
    minimum !== undefined && `at least ${minimum}`,
    maximum !== undefined && `at most ${maximum}`,
  ]
    .filter((part) => part)
    .join('\n');
}
