import { z } from "zod";

import { readReply, readTags } from "./case.ts";

const id = {
  responseId: z
    .string()
    .regex(/^[1-9]\d{0,17}$/)
    .transform(BigInt),
};
/** When the answer was given that somebody has seen: what is done about one is not done about the next. */
const seen = z.iso.datetime().transform((text) => new Date(text));
const changeId = z
  .string()
  .regex(/^[1-9]\d{0,8}$/)
  .transform(Number);
const schema = z.discriminatedUnion("intent", [
  z.object({ ...id, intent: z.enum(["read", "close"]), seen }),
  z.object({ ...id, intent: z.enum(["reopen", "take"]) }),
  z.object({ ...id, intent: z.literal("assign"), to: z.string().regex(/^(?:[1-9]\d{0,17})?$/) }),
  z.object({ ...id, intent: z.literal("tag"), tags: z.string().max(1_000).transform(readTags) }),
  z.object({ ...id, intent: z.enum(["mark", "unmark"]), changeId }),
  z.object({
    ...{ ...id, intent: z.literal("reply"), seen, key: z.uuid() },
    text: z.string().max(10_000).transform(readReply),
  }),
]);

/**
 * What somebody of the team does with an answer. "take": it is theirs; "assign": it is `to`'s, by their Shopify user id, or nobody's; "mark": it led to a change. A text or list that cannot be
 * taken is null.
 */
export type Handling = z.output<typeof schema>;

/** Null for a form that is not the page's. */
export function readHandling(fields: FormData): Handling | null {
  return schema.safeParse(Object.fromEntries(fields)).data ?? null;
}
