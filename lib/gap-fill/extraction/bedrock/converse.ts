import { setTimeout as sleep } from 'node:timers/promises';
import {
  BedrockRuntimeClient,
  BedrockRuntimeServiceException,
  ConverseCommand,
  type ConverseCommandInput,
  type ConverseCommandOutput,
} from '@aws-sdk/client-bedrock-runtime';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { UnusableAnswer } from '../provider.ts';
import type { Schema } from './schema.ts';

export interface ConverseSettings {
  /** A foundation model's id, an inference profile's id, or the ARN of either. */
  readonly modelId: string;
  /** The Lambda's own without it. */
  readonly region?: string | undefined;
}

/** What a model is to do: fill in one tool's input. */
export interface Task {
  readonly system: string;
  /** Data, never instructions. */
  readonly data: string;
  readonly tool: { readonly name: string; readonly description: string; readonly input: Schema };
  readonly maxTokens: number;
}

/** Whoever does not answer the connection by then will not answer in time. */
const CONNECTION_MS = 1_000;

/**
 * Opens a client for a warm Lambda.
 * @returns does a task: the tool's input as the model filled it in, whatever that is
 * @throws UnusableAnswer when the model did something else
 * @throws the SDK's error, or the signal's reason
 */
export function openConverse({ modelId, region }: ConverseSettings) {
  const client = new BedrockRuntimeClient({
    ...(region !== undefined && { region }),
    // The SDK tries again for many reasons and waits as it likes; a customer is waiting here.
    maxAttempts: 1,
    requestHandler: new NodeHttpHandler({ connectionTimeout: CONNECTION_MS }),
  });
  const send = (input: ConverseCommandInput, signal: AbortSignal) =>
    client.send(new ConverseCommand(input), { abortSignal: signal });

  return async (task: Task, signal: AbortSignal): Promise<unknown> => {
    const input = inputFor(modelId, task);
    const answer = await send(input, signal).catch(async (error: unknown) => {
      if (!isThrottling(error)) throw error;
      // Once, and not all at the same moment.
      await sleep(150 + Math.random() * 250, undefined, { signal });
      return send(input, signal);
    });
    return toolInput(answer, task.tool.name);
  };
}

function inputFor(modelId: string, { system, data, tool, maxTokens }: Task): ConverseCommandInput {
  const { name, description, input } = tool;
  return {
    modelId,
    system: [{ text: system }],
    messages: [{ role: 'user', content: [{ text: data }] }],
    inferenceConfig: { temperature: 0, maxTokens },
    toolConfig: {
      tools: [{ toolSpec: { name, description, inputSchema: { json: input } } }],
      toolChoice: { tool: { name } },
    },
  };
}

const isThrottling = (error: unknown): boolean =>
  error instanceof BedrockRuntimeServiceException &&
  (error.name === 'ThrottlingException' || error.$metadata.httpStatusCode === 429);

/** Cut off, filtered, or no call of the tool, or several: none of it is what was asked for. */
function toolInput({ stopReason, output }: ConverseCommandOutput, name: string): unknown {
  if (stopReason !== 'tool_use' && stopReason !== 'end_turn') {
    throw new UnusableAnswer('the model did not come to an end');
  }
  const calls = (output?.message?.content ?? []).flatMap((block) => block.toolUse ?? []);
  const [call, ...others] = calls;
  if (!call || others.length > 0 || call.name !== name) {
    throw new UnusableAnswer(`the model called ${calls.length} tools instead of the one`);
  }
  return call.input;
}
