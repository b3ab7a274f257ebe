import { z } from "zod";

export const REASON_MOST = 200;

/** `reason` is the team's own. */
export const exclusionSchema = z.discriminatedUnion("intent", [
  z.object({
    intent: z.literal("exclude"),
    reason: z
      .string()
      .trim()
      .max(REASON_MOST)
      .transform((text) => (text === "" ? null : text.replaceAll("\0", "")))
      .default(null),
  }),
  z.object({ intent: z.literal("include") }),
]);
