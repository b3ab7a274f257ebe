import * as bonuses from "../../bonuses/bonuses.server.ts";
import { now } from "../../clock.server.ts";
import { db } from "../../db.server.ts";
import { catchUp } from "../../pipeline/change.server.ts";
import * as tiers from "../../tiers/tiers.server.ts";
import { inEachShop } from "./each-shop.server.ts";

const DUE_LIMIT = 500;

/** What time alone does to members: tiers that end or are at risk, birthdays and anniversaries. @returns how many customers it looked at */
export async function ageMembers(): Promise<number> {
  const at = now();
  const occasions = await inEachShop(
    await bonuses.occasionsDue(db(), at, DUE_LIMIT),
    "members",
    async (tx, shop, customerIds, at) => {
      await catchUp(tx, shop, customerIds, at);
      return {};
    },
    (shopId, customerIds) => bonuses.postpone(db(), shopId, customerIds, at),
  );
  const aged = await inEachShop(
    await tiers.ageDue(db(), at, DUE_LIMIT),
    "members",
    (_tx, _shop, customerIds) => Promise.resolve({ moved: { tier: customerIds } }),
    (shopId, customerIds) => tiers.postpone(db(), shopId, customerIds, at),
  );
  return occasions + aged;
}
