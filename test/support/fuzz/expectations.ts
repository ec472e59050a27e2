/** What has to be true of every answer, whatever was asked. */
import type { RawAnswer } from './exchange.ts';
import { type Call, type CallOfPath, callOf } from './document.ts';
import { holdsHalfCharacters } from './json-text.ts';
import type { RawRequest } from './request.ts';

/** Whose requests they are. */
export interface Sender {
  readonly token: string;
  readonly tenant: string;
}

/** Lambda sends no more than this. */
const MAX_ANSWER_BYTES = 6 * 1024 * 1024;
/** A refusal is for people to read; one that lists 500 problems takes some 100 KB. */
const MAX_REFUSAL_BYTES = 512 * 1024;
const STACK = /\bat .{1,200}\.[cm]?[jt]s:\d+|node_modules|\/lib\/(?:store|runtime)\//;

/** @returns everything that is wrong with an answer */
export function faultsOf(request: RawRequest, answer: RawAnswer, sender: Sender): string[] {
  const { method, target } = request;
  if (answer.status >= 500) return [`answered ${answer.status}`];
  let found: CallOfPath | undefined;
  try {
    found = callOf(method, target);
  } catch (error) {
    if (!(error instanceof URIError)) throw error;
    return [...gatewayFaults(answer, method, 400)];
  }
  if (!found) return gatewayFaults(answer, method, 404);
  const { call } = found;
  const faults = answerFaults(call, answer);
  if (answer.status < 400) {
    faults.push(...leniency(request, found, sender).map((what) => `was taken although ${what}`));
  } else {
    faults.push(...refusalFaults(answer));
  }
  return faults;
}

/** What is no call of the API is answered by the gateway. */
function gatewayFaults({ status, headers, text }: RawAnswer, method: string, expected: number): string[] {
  if (status !== expected)
    return [`answered ${status}; no call has this path and method, which is ${expected}`];
  if (method === 'HEAD') return text === '' ? [] : ['HEAD was answered with a body'];
  const body = parsed(text);
  const isMessage = typeof body === 'object' && body !== null && 'message' in body;
  return isMessage && headers['content-type'] === 'application/json' ? [] : ['the gateway said nothing'];
}

function answerFaults(call: Call, { status, headers, text }: RawAnswer): string[] {
  const isDocumented = call.answers.get(`${status}`);
  if (!isDocumented) return [`answered ${status}, which ${call.key} does not document`];
  const faults: string[] = [];
  const type = headers['content-type'];
  if (type !== 'application/json') faults.push(`has the content type ${type}`);
  if (Buffer.byteLength(text) > MAX_ANSWER_BYTES) faults.push('is larger than a Lambda can answer');
  const body = parsed(text);
  if (!isDocumented(body)) {
    const errors = isDocumented.errors?.slice(0, 5) ?? [];
    faults.push(
      ...errors.map(({ instancePath, message }) => `is not as documented: ${instancePath} ${message}`),
    );
  }
  return faults;
}

function refusalFaults({ status, headers, text }: RawAnswer): string[] {
  const faults: string[] = [];
  if (STACK.test(text)) faults.push('tells where in the code it failed');
  if (Buffer.byteLength(text) > MAX_REFUSAL_BYTES) faults.push(`refuses with ${text.length} characters`);
  if (status === 401 && headers['www-authenticate'] !== 'Bearer')
    faults.push('does not say how to authenticate');
  if (status === 400 && !namesPlace(parsed(text))) faults.push('does not say what is wrong where');
  return faults;
}

function namesPlace(refusal: unknown): boolean {
  const { details } = Object(refusal);
  const problems: unknown = details?.problems;
  if (!Array.isArray(problems) || problems.length === 0) return false;
  return problems.every(
    ({ path, code, message }) =>
      typeof path === 'string' && typeof code === 'string' && typeof message === 'string' && message !== '',
  );
}

/** What should have been refused about a request that was not. */
function leniency(request: RawRequest, { call, params }: CallOfPath, sender: Sender): string[] {
  const wrong: string[] = [];
  const header = (name: string): string =>
    request.headers.flatMap(([each, value]) => (each.toLowerCase() === name ? [value.trim()] : [])).join(',');
  const isOpen = !call.parameters.some(({ in: place }) => place === 'header');
  if (!isOpen) {
    const [scheme = '', token] = header('authorization').split(/ +/);
    if (scheme.toLowerCase() !== 'bearer' || token !== sender.token) wrong.push('the token is not its own');
    if (header('x-tenant-id') !== sender.tenant) wrong.push('the tenant is not its own');
  }
  const query = new URLSearchParams(request.target.split('?').slice(1).join('?'));
  for (const name of new Set(query.keys())) {
    const parameter = call.parameters.find((each) => each.in === 'query' && each.name === name);
    if (!parameter) wrong.push(`there is no query parameter ${name}`);
    else if (!isParameter(parameter.schema, query.getAll(name).join(','))) {
      wrong.push(`the query parameter ${name} is not as documented`);
    }
  }
  for (const [name, value] of Object.entries(params)) {
    const parameter = call.parameters.find((each) => each.in === 'path' && each.name === name);
    if (parameter && !isParameter(parameter.schema, value)) wrong.push(`${name} is not as documented`);
  }
  if (call.body) {
    const body = request.body === undefined || request.body.length === 0 ? {} : jsonOf(request.body);
    if (body === undefined) wrong.push('the body is not JSON');
    else if (holdsHalfCharacters(body)) wrong.push('the body holds half a character');
    else if (!call.isBodyValid(body)) {
      const { instancePath = '', message } = call.isBodyValid.errors?.[0] ?? {};
      wrong.push(`the body is not as documented: ${instancePath} ${message}`);
    }
  }
  return wrong;
}

function isParameter(schema: Call['parameters'][number]['schema'], value: string): boolean {
  if (schema.type === 'integer') {
    const { minimum = -Infinity, maximum = Infinity } = schema;
    return /^\d+$/.test(value) && Number(value) >= minimum && Number(value) <= maximum;
  }
  if (schema.enum && !schema.enum.includes(value)) return false;
  if (schema.pattern !== undefined && !new RegExp(schema.pattern, 'u').test(value)) return false;
  // JSON Schema counts characters, and not the halves of them.
  const length = [...value].length;
  return length >= (schema.minLength ?? 0) && length <= (schema.maxLength ?? Infinity);
}

/** A body as strictly as RFC 8259 has it: UTF-8, and JSON. */
function jsonOf(body: Buffer): unknown {
  try {
    return JSON.parse(new TextDecoder('utf8', { fatal: true, ignoreBOM: true }).decode(body));
  } catch {
    return undefined;
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
