/**
 * Prints everything that this release stores, in DynamoDB's own JSON: what the next ones have to read. To be run before
 * a stored form is changed:
 *
 *     node test/store/schema/capture.ts > test/store/schema/stored/NAME.json
 */
import { startLocalStack } from '../../../infra/local/local-stack.ts';
import { retentionStore } from '../../../lib/store/retention-store.ts';
import { ApiClient } from '../../support/api-client.ts';
import { testDatabase } from '../../support/database.ts';
import { asFile, TENANT } from './files.ts';
import { live } from './life.ts';

const stack = await startLocalStack();
try {
  const db = testDatabase(stack.tables, stack.dynamoEndpoint);
  await live(new ApiClient(stack.url, { tenantId: TENANT }));
  // Clean-up leaves a bookmark only where there is more than it looks at at once.
  const place = { pk: `T#${TENANT}#SCENARIO#orders`, sk: 'PART#id#0000', part_of: 'of', part_sk: 'at' };
  await retentionStore(db).setBookmark(JSON.stringify(place));
  process.stdout.write(await asFile(db));
} finally {
  await stack.stop();
}
