import type { Noun } from "../customers/noun.ts";
import { forgetValues, mergeValues } from "./fields/values.server.ts";
import { forgetNotes, mergeNotes } from "./notes.server.ts";

export const notes: Noun = {
  forget: async (tx, shopId, { customerIds }) => {
    await forgetNotes(tx, shopId, customerIds);
    await forgetValues(tx, shopId, customerIds);
  },
  merge: async (tx, { shopId }, who) => {
    await mergeNotes(tx, shopId, who);
    await mergeValues(tx, shopId, who);
  },
  // Only merchants write them.
  follow: null,
  byTime: [],
  loops: [],
};
