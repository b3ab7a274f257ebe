import { z } from "zod";

import { dayText } from "../../../i18n/shopper/dates.ts";
import type { GatheringFact } from "../facts.ts";
import { wordsOf } from "../formats.ts";
import { emailTemplate, type Context } from "../template.ts";
import { timesText } from "./times.ts";
import { words } from "./words.ts";

/** What customers who have registered for an event are told of it. */
const said = z.enum(["registered", "waiting", "moved-up", "moved", "called-off", "reminder"]);
export type EventNews = z.infer<typeof said>;

/** What a registration must still be for it to be said. */
function holds(what: EventNews, { isOpen, isCalledOff, registration }: GatheringFact): boolean {
  if (what === "called-off") return isCalledOff && registration !== "left";
  return isOpen && registration === (what === "waiting" ? "waiting" : "registered");
}

/** Confirms a registration for an event, reminds of it, and tells when it is elsewhere, at another time or not at all. Its reader has registered: it is service. */
export const eventNews = emailTemplate({
  purpose: "transactional",
  topic: "service",
  data: z.object({ gatheringId: z.int().positive(), said }),
  words,
  ofProgram: false,
  needs: { gathering: ({ gatheringId }) => gatheringId },
  outdated: ({ said: what }, { gathering }) => (gathering !== null && holds(what, gathering) ? null : "registration-gone"),
  values: ({ said: what }, context, { gathering }) => ({
    values: { said: what, ...valuesOf(gathering, context, what) },
    url: gathering === null ? context.links.home : context.links.event(gathering.handle, gathering.token),
  }),
  sample: () => ({ gatheringId: 1, said: "registered" as const }),
  // Whoever opens an event wants it told.
  switched: null,
});

function valuesOf(gathering: GatheringFact | null, context: Context, what: EventNews): Record<string, string> {
  if (gathering === null) return { event: "", day: "", times: "", place: "", online: "" };
  const { title, startsAt, timeZone, place, url } = gathering;
  return {
    event: wordsOf(title, context),
    day: dayText(startsAt, timeZone, context.locale),
    times: timesText(gathering, context.locale),
    place: place === null ? "" : wordsOf(place, context),
    // Who waits has no place yet.
    online: url === null || what === "waiting" || what === "called-off" ? "" : url,
  };
}
