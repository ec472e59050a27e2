import { isUtf8 } from 'node:buffer';
import { randomUUID } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { type Answer, json } from './http-answer.ts';
import { localArn } from './identity.ts';
import type { Lambdas } from './lambdas.ts';

const PATH = /^\/2015-03-31\/functions\/([^/]+)\/invocations\/?$/;

/** The function that a path of the Lambda Invoke API names. */
export function invokedFunction(path: string): string | undefined {
  const name = PATH.exec(path)?.[1];
  if (name === undefined) return undefined;
  try {
    return decodeURIComponent(name);
  } catch {
    // No function is called so, and the caller is told that.
    return name;
  }
}

/** The Lambda service's Invoke call. */
export async function invokeApi(
  lambdas: Lambdas,
  reference: string,
  headers: IncomingHttpHeaders,
  body: Buffer,
): Promise<Answer> {
  const spec = lambdas.find(reference);
  if (spec === undefined) {
    const arn = reference.startsWith('arn:') ? reference : localArn('lambda', `function:${reference}`);
    return serviceError(404, 'ResourceNotFoundException', `Function not found: ${arn}`);
  }
  const event = body.length === 0 ? '{}' : body.toString('utf8');
  if (!isUtf8(body) || !isJson(event)) {
    const message = 'Could not parse request body into json: the payload is not valid JSON';
    return serviceError(400, 'InvalidRequestContentException', message);
  }
  const common = { 'x-amzn-requestid': randomUUID(), 'x-amz-executed-version': '$LATEST' };
  switch (headers['x-amz-invocation-type'] ?? 'RequestResponse') {
    case 'DryRun':
      return { status: 204, headers: common };
    case 'Event':
      void lambdas.invoke(spec, event);
      return { status: 202, headers: common };
    case 'RequestResponse': {
      const outcome = await lambdas.invoke(spec, event);
      if (!outcome.ok) return json(200, outcome.error, { ...common, 'x-amz-function-error': 'Unhandled' });
      return {
        status: 200,
        headers: { ...common, 'content-type': 'application/json' },
        body: outcome.payload,
      };
    }
    default:
      return serviceError(400, 'InvalidParameterValueException', 'There is no such invocation type');
  }
}

/** The payload is larger than the Lambda service takes. */
export function payloadTooLarge(): Answer {
  return serviceError(413, 'RequestTooLargeException', 'Request must be smaller than 6291456 bytes');
}

/** As the AWS SDK expects an error of the Lambda service. */
function serviceError(status: number, type: string, message: string): Answer {
  return json(
    status,
    { Type: 'User', Message: message, message },
    { 'x-amzn-errortype': type, 'x-amzn-requestid': randomUUID() },
  );
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
