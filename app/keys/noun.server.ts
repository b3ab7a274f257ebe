import type { Noun } from "../customers/noun.ts";
import { forgetRequests, mergeRequests } from "./requests.server.ts";

export const keys: Noun = {
  forget: (tx, shopId, { customerIds }) => forgetRequests(tx, shopId, customerIds),
  merge: (tx, { shopId }, who) => mergeRequests(tx, shopId, who),
  // They keep what was answered, which does not change.
  follow: null,
  byTime: [],
  loops: [],
};
