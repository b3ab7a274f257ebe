/** When advertising may leave: the shop's own limits first, then the recipient's night and days of rest. */
import { addDays, DAY_MS, dayIn, HOUR_MS, instantIn, plusMs } from "../../lib/time.ts";
import { dayEverywhere, never, recipientZones } from "./quiet-hours.ts";
import { restDays, type SendingRules } from "./sending-rules.ts";

export type WaitReason = "frequency-cap" | "daily-limit" | "rest-day" | "quiet-hours";

export type DepartureFacts = {
  shop: { timeZone: string; countryCode: string | null; rules: SendingRules };
  recipient: { countryCode: string | null; provinceCode: string | null };
  /** When advertising left for this customer in the last seven days, on whatever channel; the latest first. */
  recentMarketing: readonly Date[];
  /** How much more advertising the shop may send today; null: there is no limit. */
  leftToday: number | null;
};

/** `restMs`: how much of the wait is days of rest, which take nothing from a message's patience. Null: never, for the recipient's days do not meet. */
export type Departure = { at: Date; reason: WaitReason | null; restMs: number };

export function departure(facts: DepartureFacts, now: Date): Departure | null {
  const { shop, recipient } = facts;
  const [from, limit] = limited(facts, now);
  const zones = recipientZones(recipient.countryCode, recipient.provinceCode, shop.timeZone);
  const awake = dayEverywhere(from, zones);
  const isRest = restDays(shop.rules, recipient.countryCode ?? shop.countryCode);
  const at = isRest === never ? awake : dayEverywhere(from, zones, isRest);
  if (awake === null || at === null) return null;
  const reason = at <= now ? null : (limit ?? (at > awake ? "rest-day" : "quiet-hours"));
  return { at, reason, restMs: at.getTime() - awake.getTime() };
}

/** The first instant from now on that the limits allow, and the one that asks for the longest wait. */
function limited({ shop, recentMarketing, leftToday }: DepartureFacts, now: Date): [Date, WaitReason | null] {
  const { capHours, capPerWeek } = shop.rules;
  const [last] = recentMarketing;
  const full = capPerWeek === null ? undefined : recentMarketing[capPerWeek - 1];
  const tomorrow = () => instantIn(addDays(dayIn(now, shop.timeZone), 1), shop.timeZone);
  const waits: [Date | undefined, WaitReason][] = [
    [last && plusMs(last, capHours * HOUR_MS), "frequency-cap"],
    [full && plusMs(full, 7 * DAY_MS), "frequency-cap"],
    [leftToday !== null && leftToday <= 0 ? tomorrow() : undefined, "daily-limit"],
  ];
  return waits.reduce<[Date, WaitReason | null]>(
    (longest, [until, reason]) => (until !== undefined && until > longest[0] ? [until, reason] : longest),
    [now, null],
  );
}
