import { sql } from "kysely";

import { prisma, type Tx } from "../../db.server.ts";
import { startOfDay } from "../../lib/time.ts";
import { rulesOf, type SendingRules } from "./sending-rules.ts";

/** A shop's rules; those of a shop that has not saved any are the default. */
export async function readRules(shopId: number): Promise<SendingRules> {
  return rulesOf(await prisma().sending_rules.findUnique({ where: { shop_id: shopId } }));
}

/** @param existingCustomers whether § 7 (3) UWG may be relied on: for who buys from the first such saving on, for those before were not told */
export async function saveRules(
  shopId: number,
  rules: Omit<SendingRules, "existingCustomersSince">,
  existingCustomers: boolean,
  now: Date,
): Promise<void> {
  const { existingCustomersSince } = await readRules(shopId);
  const values = {
    ...{ cap_hours: rules.capHours, cap_per_week: rules.capPerWeek, daily_limit: rules.dailyLimit },
    ...{ rest_sundays: rules.restSundays, rest_holidays: rules.restHolidays, updated_at: now },
    existing_customers_since: existingCustomers ? (existingCustomersSince ?? now) : null,
  };
  await prisma().sending_rules.upsert({ where: { shop_id: shopId }, create: { shop_id: shopId, ...values }, update: values });
}

/** Keeps the rules as they are until the transaction ends; any number of senders do so at once. */
export async function readSteadily(tx: Tx, shopId: number): Promise<void> {
  await sql`select pg_advisory_xact_lock_shared(hashtext('sending-rules'), ${shopId})`.execute(tx);
}

/** Waits for whoever decides by the rules to be done, and lets nobody decide until the transaction ends. */
export async function holdRules(tx: Tx, shopId: number): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtext('sending-rules'), ${shopId})`.execute(tx);
}

/**
 * How much more advertising a shop may send today; null where it has no limit. Where it has one, who asks holds it until the end of the transaction: of two
 * that claim at once, the second counts what the first has taken.
 */
export async function leftToday(tx: Tx, shopId: number, now: Date): Promise<number | null> {
  const { rows } = await sql<{ daily_limit: number; time_zone: string }>`
    select r.daily_limit, s.time_zone from sending_rules r join shops s on s.shop_id = r.shop_id
    where r.shop_id = ${shopId} and r.daily_limit is not null for no key update of r
  `.execute(tx);
  const [limited] = rows;
  if (limited === undefined) return null;
  const { rows: counted } = await sql<{ sent: number }>`
    select count(*)::int as sent from messages
    where shop_id = ${shopId} and purpose = 'marketing' and sent_at >= ${startOfDay(now, limited.time_zone)}
  `.execute(tx);
  return Math.max(0, limited.daily_limit - (counted[0]?.sent ?? 0));
}
