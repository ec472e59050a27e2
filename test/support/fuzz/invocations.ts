/** Bad payloads for reconcile, and what has to be true of what comes of them. */
import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import * as z from 'zod';
import { ErrorAnswerSchema } from '../../../lib/api/operation.ts';
import { ReconcileAnswerSchema, ReconcileInputSchema } from '../../../lib/reconcile/model.ts';
import type { JsonSchema } from './document.ts';
import { damaged } from './edit-bytes.ts';
import { editedJson } from './edit-json.ts';
import type { RawAnswer } from './exchange.ts';
import { arbitraryOf } from './from-schema.ts';
import { holdsHalfCharacters, jsonText } from './json-text.ts';
import type { RawRequest } from './request.ts';

/** How many sessions there are to be reconciled. */
export const SESSIONS = 24;

const schema: JsonSchema = JSON.parse(
  JSON.stringify(z.toJSONSchema(ReconcileInputSchema, { io: 'input', unrepresentable: 'any' })),
);
const isInput = new Ajv2020({ strict: false, validateFormats: false, ownProperties: true }).compile(schema);

const STARTING_POINTS = [
  { tenant_id: '{{tenant}}', session_id: 's-1', turn_id: 'turn-{{unique}}' },
  {
    tenant_id: '{{tenant}}',
    session_id: 's-2',
    turn_id: 'turn-{{unique}}',
    provided_fields: { age: 33, email: 'ada@example.com', colour: null },
    confirmations: { email: true, age: false },
    executed_action_ids: ['news'],
    conversation: [
      { role: 'agent', text: 'How old are you?', at: '2026-01-01T10:00:00Z' },
      { role: 'customer', text: 'I am 33, my mail is ada@example.com', at: '2026-01-01T10:01:00+01:00' },
    ],
    locale: 'de-AT',
    time_zone: 'Europe/Vienna',
    default_region: 'AT',
    dry_run: false,
  },
];

const requestOf = (body: Buffer): RawRequest => ({
  method: 'POST',
  target: '/2015-03-31/functions/reconcile/invocations',
  headers: [['content-type', 'application/json']],
  body,
});

export const goodInvocations = STARTING_POINTS.map((payload) => requestOf(Buffer.from(jsonText(payload))));

const payload: fc.Arbitrary<Buffer> = fc
  .tuple(fc.constantFrom(...STARTING_POINTS), fc.nat(SESSIONS - 1))
  .map(([point, session]) => ({ ...point, session_id: `s-${session}` }))
  .chain((good) => {
    const text = (value: unknown): Buffer => Buffer.from(value === undefined ? 'null' : jsonText(value));
    return fc.oneof(
      { weight: 5, arbitrary: editedJson(good, schema).map(text) },
      { weight: 1, arbitrary: arbitraryOf(schema).map(text) },
      { weight: 2, arbitrary: damaged(text(good)) },
    );
  });

export const badInvocations: fc.Arbitrary<RawRequest> = payload.map((body) =>
  Object.defineProperty(requestOf(body), fc.toStringMethod, { value: () => 'an invocation' }),
);

/** What an engine may be told; anything else would be a defect. */
const ErrorType = z.enum(['BadRequest', 'NotFound', 'TooLarge']);
const Thrown = z.strictObject({ errorType: ErrorType, errorMessage: z.string(), trace: z.array(z.string()) });
const Places = z.object({ problems: z.array(z.object({ path: z.string(), message: z.string() })).min(1) });

/** @returns everything that is wrong with an answer */
export function invocationFaults({ body = Buffer.of() }: RawRequest, answer: RawAnswer): string[] {
  const { status, headers, text } = answer;
  const input = jsonOf(body);
  if (input === undefined) {
    const isTold = status === 400 && headers['x-amzn-errortype'] === 'InvalidRequestContentException';
    return isTold ? [] : [`is no JSON, and answered ${status}`];
  }
  if (status !== 200) return [`answered ${status}`];
  if (headers['x-amz-function-error'] !== undefined) return errorFaults(text);
  const faults: string[] = [];
  const parsed = ReconcileAnswerSchema.safeParse(JSON.parse(text));
  if (!parsed.success) faults.push(`is not as described: ${z.prettifyError(parsed.error)}`);
  if (holdsHalfCharacters(input)) faults.push('was taken although there is half a character in it');
  if (!isInput(input)) faults.push(`was taken although ${JSON.stringify(isInput.errors?.[0])}`);
  return faults;
}

function errorFaults(text: string): string[] {
  const thrown = Thrown.safeParse(JSON.parse(text));
  if (!thrown.success) return [`throws what it should not: ${z.prettifyError(thrown.error)}`];
  const { errorType, errorMessage, trace } = thrown.data;
  const faults = trace.length > 1 ? ['tells where in the code it failed'] : [];
  const said = ErrorAnswerSchema.safeParse(JSON.parse(errorMessage));
  if (!said.success) faults.push(`does not say what is wrong: ${errorMessage}`);
  else if (errorType === 'BadRequest' && !Places.safeParse(said.data.details).success) {
    faults.push('does not say what is wrong where');
  }
  return faults;
}

function jsonOf(body: Buffer): unknown {
  // As the Lambda service: no payload is an empty object.
  if (body.length === 0) return {};
  try {
    return JSON.parse(new TextDecoder('utf8', { fatal: true, ignoreBOM: true }).decode(body));
  } catch {
    return undefined;
  }
}
