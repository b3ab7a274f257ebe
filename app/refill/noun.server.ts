import type { Noun } from "../customers/noun.ts";
import { forgetWishes, mergeWishes } from "./wishes/wishes.server.ts";

export const refill: Noun = {
  forget: (tx, shopId, { customerIds }) => forgetWishes(tx, shopId, customerIds),
  merge: (tx, { shopId }, who) => mergeWishes(tx, shopId, who),
  // What is due is worked out from orders when a flow asks.
  follow: null,
  // Flows have timers for what is due.
  byTime: [],
  loops: [],
};
