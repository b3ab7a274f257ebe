import { z } from "zod";

import { isPictureAddress } from "../../lib/web-address.ts";
import { textsSchema } from "../../program/rules/texts.ts";

export const LONGEST_ABOUT = 10_000;
export const MOST_PLACES = 100_000;
/** Hours before the beginning, at most. */
export const EARLIEST_REMINDER = 14 * 24;
/** Days that one may last. */
export const LONGEST_DAYS = 31;

export const handleSchema = z.string().regex(/^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$/);
const tierKey = z.string().regex(/^[a-z0-9][a-z0-9-]{0,39}$/);
const instant = z.iso.datetime();

/** An event as customers were told of it. */
export const termsSchema = z
  .object({
    title: textsSchema,
    /** With the marks of messages/content/document/page-markup.ts. */
    about: z.record(z.string().regex(/^[a-z]{2}$/), z.string().trim().min(1).max(LONGEST_ABOUT)),
    /** Instants; `timeZone` says on which clocks people read them. */
    ...{ startsAt: instant, endsAt: instant, timeZone: z.string().min(1).max(60) },
    /** Where it is; null: online. */
    place: textsSchema.nullable(),
    /** Where it is online, told to who is registered alone. */
    url: z.string().refine(isPictureAddress, "url").nullable(),
    /** How many can come; null: whoever wants. */
    places: z.number().int().min(1).max(MOST_PLACES).nullable(),
    /** Who may come; both null: every customer. */
    ...{ tier: tierKey.nullable(), segmentId: z.number().int().min(1).nullable() },
    /** Hours before the beginning that who comes is reminded; null: not. */
    remindHours: z.number().int().min(1).max(EARLIEST_REMINDER).nullable(),
  })
  .superRefine(({ startsAt, endsAt, tier, segmentId, place, url }, context) => {
    const issue = (path: string, message: string) => context.addIssue({ code: "custom", path: [path], message });
    if (Date.parse(endsAt) <= Date.parse(startsAt)) issue("endsAt", "before");
    if (tier !== null && segmentId !== null) issue("tier", "both");
    if (place === null && url === null) issue("place", "nowhere");
  });
export type Terms = z.infer<typeof termsSchema>;

/** What was told of where and when: whoever is registered hears when it is another. */
export function isMoved(before: Terms, after: Terms): boolean {
  const where = ({ startsAt, endsAt, place, url }: Terms) =>
    JSON.stringify([startsAt, endsAt, Object.entries(place ?? {}).sort(), url]);
  return where(before) !== where(after);
}
