import * as z from 'zod';
import { CREDENTIALS, REGION } from './identity.ts';

const Shard = z.object({ ShardId: z.string(), ParentShardId: z.string().optional() });
export type Shard = z.infer<typeof Shard>;

/** Records are passed on as they are: a Lambda gets them in the same form. */
const StreamRecord = z.looseObject({ dynamodb: z.looseObject({ SequenceNumber: z.string() }) });
export type StreamRecord = z.infer<typeof StreamRecord>;

const DescribeStream = z.object({
  StreamDescription: z.object({ Shards: z.array(Shard), LastEvaluatedShardId: z.string().optional() }),
});
const GetShardIterator = z.object({ ShardIterator: z.string() });
const GetRecords = z.object({
  Records: z.array(StreamRecord),
  /** Absent when the shard is closed and read to its end. */
  NextShardIterator: z.string().optional(),
});

/** DynamoDB Streams refused a call. */
export class StreamsError extends Error {
  override readonly name = 'StreamsError';
  /** Such as `ExpiredIteratorException`. */
  readonly type: string;

  constructor(type: string, message: string) {
    super(`${type}: ${message}`);
    this.type = type;
  }
}

/** The few calls of DynamoDB Streams that reading a stream takes; DynamoDB Local checks no signature. */
export class StreamsClient {
  readonly #endpoint: string;

  constructor(endpoint: string) {
    this.#endpoint = endpoint;
  }

  async shards(StreamArn: string): Promise<Shard[]> {
    const shards: Shard[] = [];
    let ExclusiveStartShardId: string | undefined;
    do {
      const { StreamDescription } = DescribeStream.parse(
        await this.#call('DescribeStream', { StreamArn, ExclusiveStartShardId }),
      );
      shards.push(...StreamDescription.Shards);
      ExclusiveStartShardId = StreamDescription.LastEvaluatedShardId;
    } while (ExclusiveStartShardId !== undefined);
    return shards;
  }

  /** A place in a shard: behind a record, or before the first that is still kept. */
  async iterator(StreamArn: string, ShardId: string, after: string | undefined): Promise<string> {
    const place =
      after === undefined
        ? { ShardIteratorType: 'TRIM_HORIZON' }
        : { ShardIteratorType: 'AFTER_SEQUENCE_NUMBER', SequenceNumber: after };
    const answer = await this.#call('GetShardIterator', { StreamArn, ShardId, ...place });
    return GetShardIterator.parse(answer).ShardIterator;
  }

  async records(ShardIterator: string, Limit: number): Promise<z.infer<typeof GetRecords>> {
    return GetRecords.parse(await this.#call('GetRecords', { ShardIterator, Limit }));
  }

  async #call(operation: string, input: object): Promise<unknown> {
    const response = await fetch(this.#endpoint, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-amz-json-1.0',
        'x-amz-target': `DynamoDBStreams_20120810.${operation}`,
        authorization: `AWS4-HMAC-SHA256 Credential=${CREDENTIALS.accessKeyId}/20200101/${REGION}/dynamodb/aws4_request, SignedHeaders=host, Signature=none`,
      },
      body: JSON.stringify(input),
    });
    const answer: unknown = await response.json();
    if (response.ok) return answer;
    const { __type = 'unknown', message = '' } = z
      .object({ __type: z.string().optional(), message: z.string().optional() })
      .parse(answer);
    throw new StreamsError(__type.replace(/^.*#/, ''), message);
  }
}
