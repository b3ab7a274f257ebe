import type { Switchable } from "../../app/program/state/state.ts";
import { switchTo } from "../../app/program/state/switch.server.ts";
import { currentState } from "../../app/program/versions.server.ts";
import { db } from "../../app/db.server.ts";
import type { Shop } from "../../app/shops/shop.ts";
import { inShop } from "./pipeline.ts";

/** Switches a shop's program from whatever it is in. What follows for each customer is not carried out. @param tag of a test */
export async function turn(shop: Shop, state: Switchable, at: Date, tag: string | null = null): Promise<void> {
  const seen = (await currentState(db(), shop.shopId))?.since ?? null;
  const outcome = await inShop(shop.shopId, (tx) => switchTo(tx, shop.shopId, { state, tag, seen, actor: "merchant:1" }, at));
  if (!outcome.ok) throw new Error(outcome.reason);
}
