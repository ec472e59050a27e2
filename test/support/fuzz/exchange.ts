import { Agent, request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import { buffer } from 'node:stream/consumers';
import type { RawRequest } from './request.ts';

export interface RawAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

/** Whether a call was refused, or the function that was invoked threw. */
export const isRefused = ({ status, headers }: RawAnswer): boolean =>
  status >= 400 || headers['x-amz-function-error'] !== undefined;

/** Sends requests as they are over connections that are kept; `fetch` would tidy up paths, headers and methods. */
export class Exchange {
  readonly #agent: Agent;
  readonly #host: string;
  readonly url: string;

  constructor(url: string, width: number) {
    this.url = url;
    this.#host = new URL(url).host;
    this.#agent = new Agent({ keepAlive: true, maxSockets: width });
  }

  async send({ method, target, headers, body }: RawRequest): Promise<RawAnswer> {
    const length = body?.length ?? (method === 'POST' || method === 'PUT' ? 0 : undefined);
    const all = [
      ['host', this.#host],
      ...headers,
      ...(length === undefined ? [] : [['content-length', `${length}`]]),
    ];
    return new Promise((resolve, reject) => {
      const { hostname, port } = new URL(this.url);
      const outgoing = httpRequest(
        { agent: this.#agent, hostname, port, method, path: target, headers: all.flat() },
        async (incoming) => {
          const text = (await buffer(incoming)).toString('utf8');
          resolve({ status: incoming.statusCode ?? 0, headers: incoming.headers, text });
        },
      );
      outgoing.on('error', reject);
      outgoing.end(body);
    });
  }

  close(): void {
    this.#agent.destroy();
  }
}
