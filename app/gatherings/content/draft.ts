import { z } from "zod";

import { jsonField } from "../../lib/fields.ts";

/** Languages in which a merchant words an event. */
export const textLocales = ["en", "de"] as const;
export type TextLocale = (typeof textLocales)[number];

const clean = (text: string) => text.replaceAll("\0", "").toWellFormed();
const field = z.string().max(1_000).transform(clean);
const longText = z.string().max(15_000).transform(clean);
const texts = z.object({ en: field, de: field });

/** An event as its form holds it: what was typed, as text. Times are on the shop's clocks. It may be saved half done; whether it can be opened, `readDraft` says. */
export const draftSchema = z.object({
  ...{ titles: texts, abouts: z.object({ en: longText, de: longText }), startsAt: field, endsAt: field },
  ...{ whereTexts: texts, url: z.string().max(2_000).transform(clean), places: field, remindHours: field },
  audience: z.enum(["all", "tier", "segment"]),
  ...{ tier: z.string().max(40), segmentId: z.string().regex(/^\d{0,9}$/) },
});
export type Draft = z.infer<typeof draftSchema>;

/** A form's field that holds a draft. */
export const draftField = jsonField(60_000).pipe(draftSchema);

const NO_TEXTS = { en: "", de: "" };

/** An event to begin with. */
export function emptyDraft(): Draft {
  return {
    ...{ titles: { en: "New event", de: "Neue Veranstaltung" }, abouts: NO_TEXTS, startsAt: "", endsAt: "" },
    ...{ whereTexts: NO_TEXTS, url: "", places: "", remindHours: "24", audience: "all", tier: "", segmentId: "" },
  };
}
