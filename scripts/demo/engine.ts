import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import * as z from 'zod';
import {
  type ReconcileAnswer,
  ReconcileAnswerSchema,
  type ReconcileInput,
} from '../../lib/reconcile/model.ts';

const Failure = z.object({ errorType: z.string(), errorMessage: z.string() });

/** What a conversation engine does before each turn: its AWS SDK, with only the endpoint changed. */
export class Engine {
  readonly #client: LambdaClient;

  constructor(endpoint: string) {
    this.#client = new LambdaClient({
      endpoint,
      region: 'us-east-1',
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    });
  }

  /** @throws Error naming the session when the Lambda failed */
  async reconcile(input: ReconcileInput): Promise<ReconcileAnswer> {
    const { FunctionError, Payload } = await this.#client.send(
      new InvokeCommand({ FunctionName: 'reconcile', Payload: JSON.stringify(input) }),
    );
    const json: unknown = JSON.parse(Payload?.transformToString() ?? 'null');
    if (FunctionError === undefined) return ReconcileAnswerSchema.parse(json);
    const { errorType, errorMessage } = Failure.parse(json);
    throw new Error(`reconcile of ${input.session_id} failed, ${errorType}: ${errorMessage}`);
  }

  close(): void {
    this.#client.destroy();
  }
}
