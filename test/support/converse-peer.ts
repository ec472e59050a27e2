import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { vi } from 'vitest';
import type { Properties } from './template.ts';

/** A request to Converse, as it came over the wire. */
export interface Asked {
  readonly path: string;
  readonly body: Properties;
}

export type Reply = (response: ServerResponse, asked: Asked) => void;

/**
 * Somebody who speaks the wire format of Amazon Bedrock's Converse, and says what a test wants. The SDK above is the
 * real one, and finds it by its own environment variable.
 */
export class ConversePeer {
  readonly #server: Server;
  readonly asked: Asked[] = [];
  #replies: Reply[] = [];

  private constructor(server: Server) {
    this.#server = server;
  }

  static async listen(): Promise<ConversePeer> {
    const server = createServer((request, response) => void peer.#answer(request, response));
    const peer = new ConversePeer(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    vi.stubEnv('AWS_ENDPOINT_URL_BEDROCK_RUNTIME', `http://127.0.0.1:${port}`);
    vi.stubEnv('AWS_REGION', 'eu-central-1');
    vi.stubEnv('AWS_ACCESS_KEY_ID', 'local');
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'local');
    return peer;
  }

  /** What it says from now on: to the first request the first reply, to all that follow the last one. */
  reply(...replies: Reply[]): void {
    this.#replies = replies;
    this.asked.length = 0;
  }

  async close(): Promise<void> {
    vi.unstubAllEnvs();
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const asked = { path: request.url ?? '', body: (await json(request)) as Properties };
    this.asked.push(asked);
    const reply = this.#replies[this.asked.length - 1] ?? this.#replies.at(-1);
    reply?.(response, asked);
  }
}

/** An answer with a status, in the wire format. */
export const answers =
  (status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): Reply =>
  (response) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers });
    response.end(typeof body === 'string' ? body : JSON.stringify(body));
  };

export const refuses = (status: number, type: string): Reply =>
  answers(status, { message: `refused: ${type}` }, { 'x-amzn-errortype': type });

/** A model's message, as Converse wraps it. */
export const says = (content: readonly unknown[], stopReason = 'tool_use') =>
  answers(200, message(content, stopReason));

export const message = (content: readonly unknown[], stopReason = 'tool_use') => ({
  output: { message: { role: 'assistant', content } },
  stopReason,
  usage: { inputTokens: 600, outputTokens: 60, totalTokens: 660 },
  metrics: { latencyMs: 700 },
});

/** A call of the tool that the request defines, with this input. */
export const calls =
  (input: unknown): Reply =>
  (response, asked) =>
    says([{ toolUse: { toolUseId: 'tooluse_1', name: toolOf(asked).name, input } }])(response, asked);

export const toolOf = ({ body }: Asked): Properties => body.toolConfig.tools[0].toolSpec;
