import { LambdaClient } from '@aws-sdk/client-lambda';

/** The engine's AWS SDK, with only the endpoint changed. */
export function lambdaClient(endpoint: string): LambdaClient {
  return new LambdaClient({
    endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
}
