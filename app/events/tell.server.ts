import { appendNew } from "../customers/timeline.server.ts";
import { whoIs } from "../customers/who-is.server.ts";
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
