import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import type { Published } from '../session/record.ts';
import { type Database, type TransactItem, uncontended } from './client.ts';
import { keys } from './keys.ts';
import { upToDate } from './schema.ts';

/**
 * A tenant's board: which version of which scenario is published. A turn knows its tenant but not yet its
 * scenario, so this one item, read beside the session, spares every turn a second round trip. It takes the first
 * 100 scenarios, which keeps it within 8 KB: one read unit; further ones are read from their pointer.
 */
export const BOARD_SIZE = 100;

export const boardItem = z.object({
  published: z.record(z.string(), z.object({ version: z.int(), checksum: z.string() })),
});

/** What a board says of a scenario; ids are chosen outside and may be names that every object knows. */
export const publishedOn = (board: Readonly<Record<string, Published>>, scenarioId: string) =>
  Object.hasOwn(board, scenarioId) ? board[scenarioId] : undefined;

/** The write that puts a scenario's published version on the board, if it has or gets a place there. */
export async function onBoard(
  db: Database,
  tenant: string,
  scenarioId: string,
  published: Published,
): Promise<TransactItem[]> {
  const update = new UpdateCommand({
    TableName: db.tables.scenarios,
    Key: keys.board(tenant),
    UpdateExpression: 'SET published = if_not_exists(published, :none)',
    ExpressionAttributeValues: { ':none': {} },
    ReturnValues: 'ALL_NEW',
  });
  const { Attributes } = await uncontended(() => db.client.send(update));
  const board = boardItem.parse(upToDate({ ...Attributes })).published;
  if (!publishedOn(board, scenarioId) && Object.keys(board).length >= BOARD_SIZE) return [];
  return [
    {
      Update: {
        TableName: db.tables.scenarios,
        Key: keys.board(tenant),
        UpdateExpression: 'SET published.#scenario = :published',
        ExpressionAttributeNames: { '#scenario': scenarioId },
        ExpressionAttributeValues: { ':published': published },
      },
    },
  ];
}
