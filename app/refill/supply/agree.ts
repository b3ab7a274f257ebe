import type { SupplyField } from "./fields.server.ts";

/** What stands in Shopify: days, nothing, or what is no number of days; and since when. */
export type Theirs = { days: number | null | "unreadable"; at: Date | null };
/** "same": both say it. "write": ours goes there. "take": theirs comes here. "wait": ours is still to be written. "unreadable": what stands there is no number of days. */
export type Agreement = "same" | "write" | "take" | "wait" | "unreadable";

/**
 * Which of the two counts, ours or what stands in Shopify. What changed there since it was last seen is taken; ours that was said later than that is written. Nothing there
 * counts as taken away only where we have seen something there under this very installation: an install anew has lost all of it.
 * @param writing ours may be written now; else that is left to whoever does
 */
export function agreeOn(
  field: Pick<SupplyField, "days" | "told" | "installation" | "saidAt" | "due">,
  theirs: Theirs,
  { installation, writing }: { installation: string; writing: boolean },
): Agreement {
  const write = writing ? "write" : "wait";
  const known = field.installation === installation;
  if (theirs.days === "unreadable") return field.due ? write : "unreadable";
  if (theirs.days === field.days) return "same";
  if (!known) return field.days === null && !field.due ? "take" : write;
  if (theirs.days === field.told) return write;
  if (!field.due) return "take";
  // Both were changed since they last agreed: what was said later. Of what was taken away nobody knows when.
  const theirsIsLater = theirs.at !== null && field.saidAt !== null && theirs.at > field.saidAt;
  return theirsIsLater ? "take" : write;
}
