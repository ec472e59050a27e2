import { once } from 'node:events';
import { createServer, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What happens to one request on its way. */
export type Fault =
  /** It never arrives. */
  | 'lost'
  /** It arrives and is answered, and the answer is lost. */
  | 'answer lost'
  /** It is answered by something in front of the service. */
  | { readonly status: number; readonly headers?: Record<string, string>; readonly body?: object };

/** Stands between a client and the local stack, and does to one request after the other what it is told. */
export class FaultyProxy {
  readonly url: string;
  /** Requests that came, whatever became of them. */
  requests = 0;
  /** The tokens that they carried. */
  readonly tokens: (string | undefined)[] = [];
  #faults: Fault[] = [];
  readonly #stop: () => Promise<unknown>;

  private constructor(url: string, stop: () => Promise<unknown>) {
    this.url = url;
    this.#stop = stop;
  }

  static async start(target: string): Promise<FaultyProxy> {
    const server = createServer(async (incoming, outgoing) => {
      const body = Buffer.concat(await incoming.toArray());
      proxy.requests += 1;
      proxy.tokens.push(incoming.headers.authorization);
      const fault = proxy.#faults.shift();
      if (fault === 'lost') outgoing.destroy();
      else if (typeof fault === 'object') answerWith(outgoing, fault);
      else {
        const { method, headers, url = '' } = incoming;
        const onward = request(`${target}${url}`, { ...(method && { method }), headers }, (answer) => {
          if (fault === 'answer lost') answer.resume().once('end', () => outgoing.destroy());
          else answer.pipe(outgoing.writeHead(answer.statusCode ?? 500, answer.headers));
        });
        onward.end(body);
      }
    });
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const { port } = server.address() as AddressInfo;
    const proxy: FaultyProxy = new FaultyProxy(`http://127.0.0.1:${port}`, () => {
      server.closeAllConnections();
      return once(server.close(), 'close');
    });
    return proxy;
  }

  /** What happens to the next requests; those after them pass. */
  next(...faults: readonly Fault[]): void {
    this.#faults = [...faults];
    this.requests = 0;
    this.tokens.length = 0;
  }

  stop(): Promise<unknown> {
    return this.#stop();
  }
}

function answerWith(response: ServerResponse, fault: Exclude<Fault, string>): void {
  response.writeHead(fault.status, { 'content-type': 'application/json', ...fault.headers });
  response.end(JSON.stringify(fault.body ?? { message: 'not now' }));
}
