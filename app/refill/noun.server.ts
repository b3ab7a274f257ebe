import type { Noun } from "../customers/noun.ts";
import { forgetDues, keepDues, readDues } from "./dues.server.ts";
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
  follow: {
    read: async (tx, shop, customerIds) => {
      const kept = await readDues(tx, shop.shopId, customerIds);
      return (now) => keepDues(tx, shop, customerIds, kept, now);
    },
  },
  // Flows have timers for what is due; what segments ask for are days.
  byTime: [],
  loops: [],
};
