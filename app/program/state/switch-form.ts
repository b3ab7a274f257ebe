import { z } from "zod";

import { switchable } from "./state.ts";

/** Shopify's tags are no longer than that, and separated by commas. */
export const LONGEST_TAG = 255;

/** The state that a form wants the program switched to, and since when the one lasts that it showed. */
export const switchSchema = z.object({
  state: z.enum(switchable),
  /** Of a test; of no meaning for the others. */
  tag: z.string().trim().max(LONGEST_TAG).default(""),
  /** Empty: the program is being set up. */
  seen: z.union([z.literal("").transform(() => null), z.iso.datetime().transform((text) => new Date(text))]),
});

/** Whether a tag names customers: one tag, and not none. */
export function isTag(tag: string): boolean {
  return tag !== "" && !tag.includes(",");
}
