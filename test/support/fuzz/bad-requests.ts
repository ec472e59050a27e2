import fc from 'fast-check';
import type { Call } from './document.ts';
import { damaged } from './edit-bytes.ts';
import { editedJson } from './edit-json.ts';
import { type Draft, editedRequest, rawRequest } from './edit-request.ts';
import { arbitraryOf } from './from-schema.ts';
import { jsonText } from './json-text.ts';
import type { RawRequest } from './request.ts';
import { type StartingPoint, startingPoints } from './starting-points.ts';

/** Requests for one call of the API, made of good ones: hardly any of them is still good. */
export const badRequests = (call: Call): fc.Arbitrary<RawRequest> =>
  fc.oneof(...startingPoints(call).map((start) => madeOf(start, call))).map(short);

function madeOf({ draft, body }: StartingPoint, call: Call): fc.Arbitrary<RawRequest> {
  const requests = editedRequest(draft, call);
  if (!call.body) return requests;
  const withBody = (bytes: Buffer): Draft => ({ ...draft, body: bytes });
  const text = (value: unknown): Buffer => Buffer.from(value === undefined ? '' : jsonText(value));
  const bodies = fc.oneof(
    { weight: 5, arbitrary: editedJson(body ?? {}, call.body).map(text) },
    { weight: 2, arbitrary: arbitraryOf(call.body).map(text) },
    { weight: 4, arbitrary: damaged(text(body ?? {})) },
  );
  return fc.oneof(
    { weight: 10, arbitrary: bodies.map(withBody).map(rawRequest) },
    { weight: 3, arbitrary: requests },
    {
      weight: 1,
      arbitrary: bodies.chain((bytes) => editedRequest(withBody(bytes), call)),
    },
  );
}

/** Failures show requests as commands; fast-check need not print their bytes. */
const short = (request: RawRequest): RawRequest =>
  Object.defineProperty(request, fc.toStringMethod, {
    value: () => `${request.method} ${request.target.slice(0, 200)}`,
  });
