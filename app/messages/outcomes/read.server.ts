import { sql } from "kysely";

import type { Db } from "../../db.server.ts";
import { ids } from "../../lib/rows.server.ts";
import { isOutcome, type Outcome } from "./outcome.ts";

/** Puts beside things that may be of a message what became of it; null where nothing has been told. */
export async function withOutcomes<Thing extends { messageId: bigint | null }>(
  db: Db,
  shopId: number,
  things: readonly Thing[],
): Promise<(Thing & { outcome: Outcome | null })[]> {
  const asked = things.flatMap(({ messageId }) => (messageId === null ? [] : [messageId]));
  const found = new Map<bigint | null, Outcome>();
  if (asked.length > 0) {
    const { rows } = await sql<{ message_id: bigint; outcome: string | null }>`
      select message_id, outcome from messages where shop_id = ${shopId} and message_id = any(${ids(asked)})
    `.execute(db);
    for (const { message_id, outcome } of rows) if (isOutcome(outcome)) found.set(message_id, outcome);
  }
  return things.map((thing) => ({ ...thing, outcome: found.get(thing.messageId) ?? null }));
}
