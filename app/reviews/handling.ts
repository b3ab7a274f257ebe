import { z } from "zod";

import { publishDays } from "./publish-days.ts";
import { cleaned, LONGEST_REPLY, rejectReasons } from "./review.ts";

/** A review and the words that somebody has seen of it: "12@1764520000000". */
const SEEN = /^([1-9]\d{0,17})@(\d{1,15})$/;
const MOST = 100;

export const seenText = ({ reviewId, changedAt }: { reviewId: string; changedAt: string }): string =>
  `${reviewId}@${new Date(changedAt).getTime()}`;

function readSeen(text: string) {
  const [, id = "", at = ""] = SEEN.exec(text) ?? [];
  return id === "" ? [] : [{ reviewId: BigInt(id), seen: new Date(Number(at)) }];
}

const reviews = z
  .string()
  .max(MOST * 40)
  .transform((list) => ({ given: list.split(","), read: list.split(",").flatMap(readSeen) }))
  .refine(({ given, read }) => read.length === given.length && read.length <= MOST)
  .transform(({ read }) => read);

const schema = z.discriminatedUnion("intent", [
  z.object({ intent: z.enum(["publish", "wait"]), reviews }),
  z.object({ intent: z.literal("reject"), reviews, reason: z.enum(rejectReasons) }),
  /** Null: it cannot be taken. */
  z.object({
    ...{ intent: z.literal("reply"), reviews },
    text: z
      .string()
      .max(20_000)
      .transform((typed) => cleaned(typed, LONGEST_REPLY + 1))
      .transform((text) => (text === "" || text.length > LONGEST_REPLY ? null : text)),
  }),
  z.object({ intent: z.literal("unreply"), reviews }),
  z.object({
    intent: z.literal("days"),
    days: z.enum(["", "1", "3", "7", "14"]).transform((text) => publishDays.find((days) => String(days ?? "") === text) ?? null),
  }),
]);

/** What somebody of the shop does with reviews. */
export type ReviewHandling = z.output<typeof schema>;

/** Null for a form that is not the page's. */
export function readReviewHandling(fields: FormData): ReviewHandling | null {
  return schema.safeParse(Object.fromEntries(fields)).data ?? null;
}
