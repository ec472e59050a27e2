import type { LocalFunction } from './functions.ts';
import { LambdaHost, type LambdaHostOptions } from './lambda-host.ts';
import type { Outcome } from './lambda-messages.ts';

/** All Lambdas of the system, found as the Lambda service finds them. */
export class Lambdas {
  readonly #functions: readonly LocalFunction[];
  readonly #hosts: ReadonlyMap<string, LambdaHost>;

  constructor(functions: readonly LocalFunction[], options: LambdaHostOptions) {
    this.#functions = functions;
    this.#hosts = new Map(functions.map((spec) => [spec.name, new LambdaHost(spec, options)]));
  }

  /** By its kebab name, its name with the stage, or any form of its ARN; a version or alias is ignored. */
  find(reference: string): LocalFunction | undefined {
    const parts = reference.split(':');
    const marker = parts.indexOf('function');
    const name = marker < 0 ? parts[0] : parts[marker + 1];
    return this.#functions.find((spec) => spec.name === name || spec.functionName === name);
  }

  /** Runs a function with an event given as JSON text. */
  async invoke(spec: LocalFunction, event: string): Promise<Outcome> {
    const host = this.#hosts.get(spec.name);
    if (host === undefined) throw new Error(`there is no function ${spec.name}`);
    return await host.invoke(event);
  }

  async stop(): Promise<void> {
    await Promise.all([...this.#hosts.values()].map((host) => host.stop()));
  }
}
