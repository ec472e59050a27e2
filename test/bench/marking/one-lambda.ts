/** A process that is one warm Lambda: it is sent events, works at all of them, and tells what memory it took. */
import { once } from 'node:events';
import type { Context } from 'aws-lambda';
import * as z from 'zod';
import { handler } from '../../../functions/deployment/mark-sessions/index.ts';

const MB = 1_000_000;
const EVERY_MS = 250;

const context = { functionName: 'mark-sessions', awsRequestId: 'bench' } as Context;
let heap = 0;
/** What is in use, once what is not is thrown away. */
const look = () => {
  globalThis.gc?.();
  const { heapUsed, external } = process.memoryUsage();
  heap = Math.max(heap, heapUsed + external);
};

const [events] = await once(process, 'message');
const looking = setInterval(look, EVERY_MS);
for (const event of z.array(z.unknown()).parse(events)) {
  while (!(await handler(event, context)).done);
}
clearInterval(looking);
look();
// In kB on Linux.
process.send?.({ heapMb: heap / MB, residentMb: (process.resourceUsage().maxRSS * 1_024) / MB });
