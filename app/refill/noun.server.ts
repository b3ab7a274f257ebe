import type { Noun } from "../customers/noun.ts";
import { forgetDues, keepDues, someRunsOut } from "./dues.server.ts";
import { forgetWishes, mergeWishes } from "./wishes/wishes.server.ts";

export const refill: Noun = {
  forget: async (tx, shopId, { customerIds }) => {
    await forgetWishes(tx, shopId, customerIds);
    await forgetDues(tx, shopId, customerIds);
  },
  merge: async (tx, { shopId }, who) => {
    await mergeWishes(tx, shopId, who);
    // The kept customer's are worked out anew, of the orders of both.
    await forgetDues(tx, shopId, [who.goneId]);
  },
  follow: async (tx, shop, customerIds, now) => {
    if (await someRunsOut.read(tx, shop.shopId)) await keepDues(tx, shop, customerIds, now);
  },
  // Flows have timers for what is due; what segments ask for are days.
  byTime: [],
  loops: [],
};
