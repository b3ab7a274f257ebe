import { sql } from "kysely";

import { appendNew } from "../customers/timeline.server.ts";
import type { Tx } from "../db.server.ts";
import type { Shop } from "../shops/shop.ts";
import type { CustomEvent } from "./event.ts";

/** `known`: it was told before, and has done what it does. */
export type Told = { result: "stored" | "known"; customerId: bigint } | { result: "unknown-customer" };

/** Tells the customer's timeline of an event. Runs inside a change of the shop, which lets flows follow. */
export async function tellEvent(tx: Tx, { shopId }: Shop, event: CustomEvent, now: Date): Promise<Told> {
  const customerId = await whoIs(tx, shopId, event.customer);
  if (customerId === null) return { result: "unknown-customer" };
  const { id, name, occurredAt, data } = event;
  const fresh = await appendNew(
    tx,
    shopId,
    [{ customerId, kind: "custom.happened", key: `custom:${id}`, occurredAt, data: { name, data } }],
    now,
  );
  return { result: fresh.length === 0 ? "known" : "stored", customerId };
}

/** Who is meant by now: whom a merge has kept, and nobody who is gone. Of several with one address the one who has proved it. */
async function whoIs(tx: Tx, shopId: number, customer: CustomEvent["customer"]): Promise<bigint | null> {
  const meant =
    "id" in customer
      ? sql`c.customer_id = coalesce(
          (select merged_into from customers where shop_id = ${shopId} and customer_id = ${customer.id}), ${customer.id}::bigint)`
      : sql`c.email = ${customer.email}`;
  const { rows } = await sql<{ customer_id: bigint }>`
    select c.customer_id from customers c
    where c.shop_id = ${shopId} and ${meant} and c.merged_into is null and c.deleted_at is null and c.redacted_at is null
    order by c.email_verified desc, c.customer_id limit 1
  `.execute(tx);
  return rows[0]?.customer_id ?? null;
}
