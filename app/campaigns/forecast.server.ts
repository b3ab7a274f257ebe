import { sql } from "kysely";

import type { Db } from "../db.server.ts";
import { shopperLocale } from "../i18n/shopper/say.ts";
import { ids } from "../lib/rows.server.ts";
import { edited } from "../messages/templates/registry.ts";
import { readRecipients } from "../messages/sending/claim-facts.server.ts";
import { recipientZones } from "../messages/timing/quiet-hours.ts";
import type { Shop } from "../shops/shop.ts";
import { startOf, turnOf, type Plan } from "./plan.ts";
import { countAudience, isHeldOut, readAudience } from "./work/audience.server.ts";
import { verdictOn } from "./work/feed.server.ts";

export type ReasonCount = { reason: string; count: number };

/** What would become of a part of the audience. */
export type ForecastPart = {
  /** Of how many in all, where this is the first part. */
  total: number | null;
  looked: number;
  /** Would get it, now or a little later. */
  gets: number;
  /** Of these: who would get it later, and why. */
  later: ReasonCount[];
  /** Would not get it at all. */
  never: ReasonCount[];
  /** Of those who would get it: whose language the email does not have. */
  otherLanguage: number;
  /** Where the next part begins; null: this was the last one. */
  next: bigint | null;
};

/** Customers that are looked at in one answer: less than a second. */
const PART = 2_000;

/**
 * What would become of the next part of the audience if the campaign went as planned: the same policy that sends is asked, with what is known of each customer now.
 * It writes nothing. The shop's daily limit is not in it: it is nobody's own.
 * @param languages those that the email is written in
 */
export async function forecastPart(
  db: Db,
  shop: Shop,
  { campaignId, plan, after, languages }: { campaignId: number; plan: Plan; after: bigint; languages: readonly string[] },
  now: Date,
): Promise<ForecastPart> {
  const { shopId, timeZone } = shop;
  const { audience, holdout } = plan;
  const nobody = { looked: 0, gets: 0, later: [], never: [], otherLanguage: 0, next: null };
  if (audience === null) return { total: 0, ...nobody };
  return db.transaction().execute(async (tx) => {
    const total = after === 0n ? await countAudience(tx, shopId, audience) : null;
    const people = await readAudience(tx, shopId, audience, after, PART);
    const customerIds = people.map(({ customerId }) => customerId);
    const startsAt = startOf(plan, timeZone, now);
    const known = await readRecipients(tx, shopId, "campaign", edited["flow-email"].channel, customerIds, now);
    const [later, never] = [new Map<string, number>(), new Map<string, number>()];
    const getting: bigint[] = [];
    for (const { customerId, countryCode, provinceCode } of people) {
      const [zone = timeZone] = recipientZones(countryCode, provinceCode, timeZone);
      const turn = turnOf(plan, zone, startsAt);
      const verdict = isHeldOut(campaignId, holdout, customerId)
        ? { kind: "drop" as const, reason: "holdout" }
        : verdictOn(known.get(customerId), { expiresAt: null, reason: null }, turn < now ? now : turn);
      if (verdict.kind === "drop") never.set(verdict.reason, (never.get(verdict.reason) ?? 0) + 1);
      else getting.push(customerId);
      if (verdict.kind === "defer") later.set(verdict.reason, (later.get(verdict.reason) ?? 0) + 1);
    }
    return {
      ...{ total, looked: people.length, gets: getting.length, later: sorted(later), never: sorted(never) },
      otherLanguage: await countOtherLanguage(tx, shopId, getting, languages),
      next: people.length < PART ? null : (people.at(-1)?.customerId ?? null),
    };
  });
}

function sorted(counts: ReadonlyMap<string, number>): ReasonCount[] {
  return [...counts].map(([reason, count]) => ({ reason, count })).sort((a, b) => b.count - a.count);
}

async function countOtherLanguage(
  db: Db,
  shopId: number,
  customerIds: readonly bigint[],
  languages: readonly string[],
): Promise<number> {
  if (customerIds.length === 0) return 0;
  const { rows } = await sql<{ locale: string | null; shopLocale: string | null; count: number }>`
    select coalesce(p.locale, c.locale) as locale, s.default_locale as "shopLocale", count(*)::int as count from customers c
    left join preferences p on p.shop_id = c.shop_id and p.customer_id = c.customer_id
    left join shop_settings s on s.shop_id = c.shop_id
    where c.shop_id = ${shopId} and c.customer_id = any(${ids(customerIds)}) group by 1, 2
  `.execute(db);
  return rows.reduce(
    (sum, { locale, shopLocale, count }) => (languages.includes(shopperLocale(locale, shopLocale)) ? sum : sum + count),
    0,
  );
}
