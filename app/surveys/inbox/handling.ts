import { z } from "zod";

import { readReply, readTags } from "./case.ts";

const id = {
  messageId: z
    .string()
    .regex(/^[1-9]\d{0,17}$/)
    .transform(BigInt),
  surveyId: z
    .string()
    .regex(/^[1-9]\d{0,8}$/)
    .transform(Number),
};
/** When the answer was given that somebody has seen: what is done about one is not done about the next. */
const seen = z.iso.datetime().transform((text) => new Date(text));
const schema = z.discriminatedUnion("intent", [
  z.object({ ...id, intent: z.enum(["read", "close"]), seen }),
  z.object({ ...id, intent: z.enum(["reopen", "take", "leave"]) }),
  z.object({ ...id, intent: z.literal("tag"), tags: z.string().max(1_000).transform(readTags) }),
  z.object({
    ...{ ...id, intent: z.literal("reply"), seen, key: z.uuid() },
    text: z.string().max(10_000).transform(readReply),
  }),
]);

/** What somebody of the team does with an answer. "take": it is theirs; "leave": nobody's. A text or list that cannot be taken is null. */
export type Handling = z.output<typeof schema>;

/** Null for a form that is not the page's. */
export function readHandling(fields: FormData): Handling | null {
  return schema.safeParse(Object.fromEntries(fields)).data ?? null;
}
