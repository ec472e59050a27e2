import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { problem, send } from './http-answer.ts';
import { INTERNAL_ERROR } from './http-event.ts';
import { answer, type Services } from './request-handler.ts';
import { readTarget } from './request-target.ts';

const HOST = '127.0.0.1';

/** Somebody else listens on the port. */
export class PortTakenError extends Error {
  override readonly name = 'PortTakenError';
}

/** The one port of the local stack; it listens before the rest is there, so that a taken port shows at once. */
export class HttpServer {
  readonly url: string;
  readonly #server: Server;
  #services: Services | undefined;

  private constructor(server: Server, url: string) {
    this.#server = server;
    this.url = url;
    server.on('request', async (request, response) => {
      if (this.#services === undefined) {
        send(response, problem(503, 'starting', 'the local stack is starting'));
        return;
      }
      const { log } = this.#services;
      try {
        send(response, await answer(this.#services, request, readTarget(request.url)));
      } catch (error) {
        log(`${request.method} ${request.url}: ${error instanceof Error ? error.stack : String(error)}`);
        send(response, INTERNAL_ERROR);
      }
    });
  }

  /**
   * @param port 0 for any that is free
   * @throws PortTakenError
   */
  static async listen(port: number): Promise<HttpServer> {
    const server = createServer({ keepAliveTimeout: 65_000 }).listen(port, HOST);
    try {
      await once(server, 'listening');
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE') {
        throw new PortTakenError(`port ${port} is taken; choose another with --port`);
      }
      throw error;
    }
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('the server has no port');
    return new HttpServer(server, `http://${HOST}:${address.port}`);
  }

  serve(services: Services): void {
    this.#services = services;
  }

  async close(): Promise<void> {
    const closed = once(this.#server, 'close');
    this.#server.close();
    this.#server.closeAllConnections();
    await closed;
  }
}
