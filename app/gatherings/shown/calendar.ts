import ical, { ICalCalendarMethod, ICalEventStatus } from "ical-generator";

import { textIn } from "../../program/rules/texts.ts";
import type { Told } from "../gatherings.server.ts";

type About = {
  /** Names the event for good, in whatever calendar. */
  domain: string;
  locale: string;
  shopLocale: string;
  shopName: string;
  /** The event's page. */
  link: string;
  /** Whether its reader has a place: the address of what is online is told to nobody else. */
  guest: boolean;
  now: Date;
};

/** The event as a calendar file (RFC 5545): taken in again, it takes the place of what it was before. */
export function calendarFile(
  { gatheringId, state, terms, version }: Pick<Told, "gatheringId" | "state" | "terms" | "version">,
  { domain, locale, shopLocale, shopName, link, guest, now }: About,
): string {
  const { title, about, startsAt, endsAt, place, url } = terms;
  const says = (texts: Record<string, string>) => (Object.keys(texts).length === 0 ? "" : textIn(texts, locale, shopLocale));
  const online = guest && url !== null ? url : "";
  const calendar = ical({ prodId: { company: "Reprise", product: "Events" }, method: ICalCalendarMethod.PUBLISH });
  calendar.createEvent({
    ...{ id: `event-${gatheringId}@${domain}`, sequence: version, stamp: now, start: new Date(startsAt), end: new Date(endsAt) },
    ...{ summary: says(title), description: [says(about), online, link].filter((text) => text !== "").join("\n\n") },
    location: place === null ? online : says(place),
    ...{ url: link, organizer: { name: shopName, email: `noreply@${domain}` } },
    status: state === "cancelled" ? ICalEventStatus.CANCELLED : ICalEventStatus.CONFIRMED,
  });
  return calendar.toString();
}
