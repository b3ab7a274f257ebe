import { sql } from "kysely";

import type { Db } from "../../db.server.ts";
import { shopperLocale, type ShopperLocale } from "../../i18n/shopper/say.ts";
import { ids } from "../../lib/rows.server.ts";
import { DAY_MS, plusMs } from "../../lib/time.ts";
import { unpackHtml } from "./packed.server.ts";

/** A message as it was sent, but for its links: they lead where they led, or nowhere. */
export type SentMessage = {
  messageId: bigint;
  sentAt: Date;
  recipient: string | null;
  subject: string | null;
  locale: ShopperLocale;
  html: string;
  text: string;
};

/** Thirteen months: a season can be compared with the one before (docs/decisions.md, 507). */
const KEPT_MS = 400 * DAY_MS;

type Row = Omit<SentMessage, "locale" | "html"> & { locale: string; packed: Buffer };

/** Null for a message that is not the customer's, or of which nothing is kept. */
export async function findSent(db: Db, shopId: number, customerId: bigint, messageId: bigint): Promise<SentMessage | null> {
  const { rows } = await sql<Row>`
    select c.message_id as "messageId", c.sent_at as "sentAt", m.recipient, m.subject, m.locale, c.text, c.packed
    from message_contents c join messages m on m.shop_id = c.shop_id and m.message_id = c.message_id
    where c.shop_id = ${shopId} and c.message_id = ${messageId} and c.customer_id = ${customerId}
  `.execute(db);
  const [row] = rows;
  if (row === undefined) return null;
  const { packed, locale, ...sent } = row;
  return { ...sent, locale: shopperLocale(locale), html: await unpackHtml(packed) };
}

/** Puts beside things that may be of a message whether what it said is kept. */
export async function withKept<Thing extends { messageId: bigint | null }>(
  db: Db,
  shopId: number,
  things: readonly Thing[],
): Promise<(Thing & { kept: boolean })[]> {
  const asked = things.flatMap(({ messageId }) => (messageId === null ? [] : [messageId]));
  const found = new Set<bigint | null>();
  if (asked.length > 0) {
    const { rows } = await sql<{ message_id: bigint }>`
      select message_id from message_contents where shop_id = ${shopId} and message_id = any(${ids(asked)})
    `.execute(db);
    for (const { message_id } of rows) found.add(message_id);
  }
  return things.map((thing) => ({ ...thing, kept: found.has(thing.messageId) }));
}

/** Forgets what messages said long ago; that they were sent stays. @returns how many */
export async function dropOldContents(db: Db, now: Date, limit = 10_000): Promise<number> {
  const { numAffectedRows } = await sql`
    delete from message_contents where (shop_id, message_id) in (
      select shop_id, message_id from message_contents where sent_at < ${plusMs(now, -KEPT_MS)} limit ${limit}
    )
  `.execute(db);
  return Number(numAffectedRows ?? 0n);
}
