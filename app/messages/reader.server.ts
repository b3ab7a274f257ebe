import { sql } from "kysely";

import type { Db } from "../db.server.ts";
import { shopperLocale, type ShopperLocale } from "../i18n/shopper/say.ts";

/** Who got a message, or whom they became, and the language that it was in. */
export type Reader = { customerId: bigint; locale: ShopperLocale };

/** Null where the message or its reader is gone. */
export async function findReader(db: Db, shopId: number, messageId: bigint): Promise<Reader | null> {
  const { rows } = await sql<{ customer_id: bigint; locale: string }>`
    select m.customer_id, m.locale from messages m
    join customers c on c.shop_id = m.shop_id and c.customer_id = m.customer_id and c.redacted_at is null and c.deleted_at is null
    where m.shop_id = ${shopId} and m.message_id = ${messageId}
  `.execute(db);
  const [row] = rows;
  return row === undefined ? null : { customerId: row.customer_id, locale: shopperLocale(row.locale) };
}
